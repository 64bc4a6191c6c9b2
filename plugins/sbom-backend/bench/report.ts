import { loadavg } from 'node:os';

/** One figure, as one line of JSON on standard output. */
export interface Figure {
  figure: string;
  value: number;
  unit: string;
  /** What the value is held against; see `higher`. */
  bar: number;
  /** True where more is better. */
  higher?: boolean;
  database: string;
  /** Highest memory of all processes above idle meanwhile, in MB. */
  memory?: number;
  /** Processor time of all processes meanwhile, in seconds. */
  cpu?: number;
  /** Whatever else helps to read the value. */
  [detail: string]: unknown;
}

/** Prints figures and remembers whether all of them meet their bars. */
export class Report {
  missed = 0;

  add({ value, bar, higher = false, ...rest }: Figure): void {
    const met = higher ? value >= bar : value <= bar;
    this.missed += met ? 0 : 1;
    const line = {
      bench: 'sbom',
      ...rounded(rest),
      value: round(value),
      bar: round(bar),
      met,
      // Whatever else runs on this machine is measured too.
      load: round(loadavg()[0]),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

function rounded(values: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'number' ? round(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/** Three digits are all that a measurement is good for. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** The value that a share of all values does not exceed; 0.5 is the median. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.min(Math.max(at, 0), sorted.length - 1)] ?? NaN;
}
