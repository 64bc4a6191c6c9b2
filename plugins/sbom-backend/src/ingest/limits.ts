/** Caps of one analysis; whatever is over one of them is refused with 413. */
export interface AnalysisLimits {
  /** Nesting of objects, arrays or elements. Default 200. */
  depth: number;
  /** Components in one document. Default 1,000,000. */
  components: number;
  /** Edges of the dependency graph. Default 5,000,000. */
  edges: number;
  /** Lists of XML are validated in groups of so many bytes. Default 8 MiB. */
  xmlGroupBytes: number;
}

export const defaultLimits: AnalysisLimits = {
  depth: 200,
  components: 1_000_000,
  edges: 5_000_000,
  xmlGroupBytes: 8 * 1024 * 1024,
};

/** Entries of any top-level list that is not the components. */
export const MAX_LIST_ENTRIES = 5_000_000;

/** Members of the top-level object; the schemas know 17. */
export const MAX_ROOT_MEMBERS = 10_000;

/** Issues that are kept; all are counted. */
export const MAX_ISSUES = 100;

/** Characters of a name, group, version or licence that are kept. */
export const MAX_TEXT = 512;

/** Characters of a purl; RFC 3986 knows no bound, databases do. */
export const MAX_PURL = 2048;
