import type { BomUpload } from '@waymark/backstage-plugin-sbom-common';

/** An upload as the edge has read it. Times are UTC milliseconds. */
export interface UploadRequest {
  /** Full ref of an entity that exists. */
  entityRef: string;
  slot: string;
  channel: string;
  commit: string | null;
  ref: string | null;
  imageDigest: string | null;
  runUrl: string | null;
  commitTime: number | null;
  deploymentId: string | null;
  /** From the import permission; null for what happens now. */
  importedAt: number | null;
  /** Refuse what the schema rejects. */
  strict: boolean;
  /** A user's entity ref or a service's subject; for display only. */
  principal: string;
}

/** What became of an upload. */
export interface UploadOutcome {
  receipt: BomUpload;
  /** False for an exact repeat of an upload that is known. */
  created: boolean;
}
