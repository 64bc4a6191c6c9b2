import type { StagedDocument } from '@waymark/backstage-plugin-waymark-node';
import { type UploadRow, toNumber } from '../database/rows';
import type { UploadStore } from '../database/UploadStore';
import type { AnalysedBom, BomAnalyser } from '../ingest/types';
import type { UploadRequest } from './types';

/**
 * The analysis of a document that needs none of its own: there is a receipt of
 * equal bytes, or it is the one that is current with new stamps.
 */
export async function knownAnalysis(
  staged: StagedDocument,
  request: UploadRequest,
  options: {
    analyser: BomAnalyser;
    uploads: UploadStore;
    signal?: AbortSignal;
  },
): Promise<AnalysedBom | undefined> {
  const { analyser, uploads } = options;
  const same = await uploads.byBlobDigest(staged.digest);
  if (same) {
    return analysisOf(same);
  }
  const head = await uploads.ofHead(request);
  if (!head?.template || toNumber(head.size_bytes) !== staged.size) {
    return undefined;
  }
  const template = JSON.parse(head.template);
  const stamps = await analyser.stamps(staged.path, template, options);
  return stamps ? { ...analysisOf(head), ...stamps } : undefined;
}

/** The analysis that a receipt keeps. */
function analysisOf(row: UploadRow): AnalysedBom {
  return {
    format: row.format,
    specVersion: row.spec_version,
    serialNumber: row.serial_number,
    bomVersion: row.bom_version === null ? null : toNumber(row.bom_version),
    tool:
      row.tool_name === null
        ? null
        : { name: row.tool_name, version: row.tool_version },
    generatedAt: row.generated_at === null ? null : toNumber(row.generated_at),
    contentDigest: row.content_digest,
    componentCount: row.component_count,
    directCount: row.direct_count,
    withoutLicence: row.without_licence,
    quality: JSON.parse(row.quality),
    valid: Boolean(row.valid),
    issues: JSON.parse(row.issues),
    issueCount: row.issue_count,
    template: row.template && JSON.parse(row.template),
  };
}
