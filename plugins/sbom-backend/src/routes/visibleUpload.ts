import type {
  Caller,
  CatalogVisibility,
} from '@waymark/backstage-plugin-waymark-node';
import type { ReceiptRow, UploadStore } from '../database/UploadStore';
import { problem } from '../problems';

/** What {@link visibleUpload} works with. */
export interface UploadSource {
  uploads: UploadStore;
  visibility: CatalogVisibility;
}

/** A receipt, if the caller may see its entity; else there is none. */
export async function visibleUpload(
  uploadId: string,
  caller: Caller,
  { uploads, visibility }: UploadSource,
): Promise<ReceiptRow> {
  const row = await uploads.byId(uploadId);
  const seen = row && (await visibility.filter([row.entity_ref], caller));
  if (!row || !seen?.has(row.entity_ref)) {
    throw problem(404, 'sbom.upload_not_found', 'There is no such upload.');
  }
  return row;
}
