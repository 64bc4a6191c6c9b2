/** The ordinal of the root in paths and edges. */
export const ROOT = -1;

/** The dependency graph over component ordinals. */
export interface BomGraph {
  /**
   * By ordinal: the ordinal that stands for it in the edges. Differs only for
   * components that share a `bom-ref`.
   */
  vertex: Int32Array;
  /** Row `n + 1` holds the dependencies of ordinal `n`; row 0 the root's. */
  offsets: Uint32Array;
  /** Ordinals, ascending within a row. */
  targets: Int32Array;
}
