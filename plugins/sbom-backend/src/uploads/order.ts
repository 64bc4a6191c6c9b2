/** What places an upload in time. Times are UTC milliseconds. */
export interface OrderClaims {
  channel: string;
  receivedAt: number;
  /** From the import permission. */
  importedAt: number | null;
  /** Commit or CI time, as the caller says. */
  commitTime: number | null;
  /** `metadata.timestamp`, as the document says. */
  generatedAt: number | null;
}

/** What orders two uploads of one slot and channel. */
export interface Ordered {
  effectiveAt: number;
  receivedAt: number;
  serialNumber: string | null;
  bomVersion: number | null;
}

/**
 * When an upload became true: the best claim there is, never after receipt. In
 * `deployed:*` channels that is the deployment and not the build, so that a
 * roll-back to an older build counts.
 */
export function effectiveAt(claims: OrderClaims): number {
  const claimed = claims.channel.startsWith('deployed:')
    ? claims.importedAt
    : claims.importedAt ?? claims.commitTime ?? claims.generatedAt;
  return Math.min(claimed ?? claims.receivedAt, claims.receivedAt);
}

/** Whether an upload takes the place of the head. */
export function supersedes(upload: Ordered, head: Ordered): boolean {
  const sameSerial =
    upload.serialNumber !== null && upload.serialNumber === head.serialNumber;
  if (
    sameSerial &&
    upload.bomVersion !== null &&
    head.bomVersion !== null &&
    upload.bomVersion !== head.bomVersion
  ) {
    return upload.bomVersion > head.bomVersion;
  }
  if (upload.effectiveAt !== head.effectiveAt) {
    return upload.effectiveAt > head.effectiveAt;
  }
  return upload.receivedAt >= head.receivedAt;
}
