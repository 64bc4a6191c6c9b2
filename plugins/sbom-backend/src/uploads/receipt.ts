import type {
  BomRefusal,
  BomUpload,
} from '@waymark/backstage-plugin-sbom-common';
import {
  type RefusalRow,
  toIso,
  toIsoOrNull,
  toNumber,
} from '../database/rows';
import type { ReceiptRow } from '../database/UploadStore';

/** A receipt as the API shows it. */
export function toReceipt(row: ReceiptRow): BomUpload {
  return {
    uploadId: row.id,
    entityRef: row.entity_ref,
    slot: row.slot,
    channel: row.channel,
    commit: row.commit_sha,
    ref: row.ref,
    imageDigest: row.image_digest,
    runUrl: row.run_url,
    principal: row.principal,
    blobDigest: row.blob_digest,
    contentDigest: row.content_digest,
    sizeBytes: toNumber(row.size_bytes),
    format: row.format,
    specVersion: row.spec_version,
    serialNumber: row.serial_number,
    bomVersion: row.bom_version === null ? null : toNumber(row.bom_version),
    tool:
      row.tool_name === null
        ? null
        : { name: row.tool_name, version: row.tool_version },
    generatedAt: toIsoOrNull(row.generated_at),
    receivedAt: toIso(row.received_at),
    effectiveAt: toIso(row.effective_at),
    imported: Boolean(row.imported),
    components: row.component_count,
    direct: row.direct_count,
    withoutLicence: row.without_licence,
    unchanged: Boolean(row.unchanged),
    head: row.head_upload_id !== null,
    quality: JSON.parse(row.quality),
    issues: JSON.parse(row.issues),
    issueCount: row.issue_count,
  };
}

/** A refused upload as the API shows it. */
export function toRefusal(row: RefusalRow): BomRefusal {
  return {
    at: toIso(row.at),
    entityRef: row.entity_ref,
    slot: row.slot,
    channel: row.channel,
    commit: row.commit_sha,
    runUrl: row.run_url,
    principal: row.principal,
    code: row.code,
    detail: row.detail,
  };
}
