/** Something that is not as it was written. Record numbers are inclusive. */
export interface Finding {
  readonly writer: string;
  readonly kind:
    | 'missing'
    | 'altered'
    | 'reordered'
    | 'repeated'
    | 'unreadable'
    | 'rewritten'
    | 'checkpoint'
    | 'undecryptable';
  readonly from: number | null;
  readonly to: number | null;
  readonly text: string;
}

/** What was found in the folder of one writer. */
export interface WriterReport {
  readonly writer: string;
  /** Records that are there. */
  readonly records: number;
  /** Last record. */
  readonly last: number;
  /** Last record that a valid checkpoint covers. */
  readonly signed: number;
  /** Delivered and removed by retention, as signed statements say. */
  readonly retired: number;
  /** True when a checkpoint says that nothing follows. */
  readonly closed: boolean;
  readonly findings: readonly Finding[];
  /** What is no sign of tampering, such as a line that a crash tore. */
  readonly notes: readonly string[];
}
