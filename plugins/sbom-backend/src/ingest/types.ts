import type {
  BomComponent,
  BomIssue,
  BomQuality,
} from '@waymark/backstage-plugin-sbom-common';
import type { DocumentStamps, DocumentTemplate } from './template';

/** What the analysis of one document found; small, whatever the document. */
export interface AnalysedBom {
  format: 'json' | 'xml';
  specVersion: string;
  serialNumber: string | null;
  bomVersion: number | null;
  tool: { name: string; version: string | null } | null;
  /** `metadata.timestamp` in UTC milliseconds. */
  generatedAt: number | null;
  /** `sha256:` of the canonical sorted components and edges. */
  contentDigest: string;
  componentCount: number;
  /** Dependencies of the root; null when no graph leads from it. */
  directCount: number | null;
  withoutLicence: number;
  quality: BomQuality;
  /** True when the official schema accepts the document. */
  valid: boolean;
  /** At most 100 … */
  issues: BomIssue[];
  /** … of so many. */
  issueCount: number;
  /** For {@link BomAnalyser.stamps}; null when there can be none. */
  template: DocumentTemplate | null;
}

/** A component as the database keeps it. `id` is its ordinal, as text. */
export interface AnalysedComponent extends BomComponent {
  /** purl type, such as `npm`; null without a purl. */
  ecosystem: string | null;
  /** Index of the first step before it on the shortest path; null if direct or unreached. */
  via: number | null;
}

/**
 * A finished analysis. The bulk stays in the child process until it is asked
 * for, so that unchanged content costs no transfer. `release` gives the child
 * back to the pool and must always be called.
 */
export interface Analysis {
  readonly bom: AnalysedBom;
  /** In order of `id`, in chunks of at most 500. */
  components(): AsyncIterable<AnalysedComponent[]>;
  /** The dependency graph over component ordinals, compressed; see graph.ts. */
  graph(): Promise<Uint8Array | null>;
  release(): void;
}

/**
 * Analyses documents outside the backend's own process. Rejects with
 * `BomRefusedError` for what can never be stored (syntax, format, caps, root).
 */
export interface BomAnalyser {
  analyse(file: string, options: { signal?: AbortSignal }): Promise<Analysis>;
  /**
   * In a fraction of the time: what a document has instead of the serial number
   * and timestamp of another one whose template it fits; null when it does not.
   */
  stamps(
    file: string,
    template: DocumentTemplate,
    options: { signal?: AbortSignal },
  ): Promise<DocumentStamps | null>;
  close(): Promise<void>;
}
