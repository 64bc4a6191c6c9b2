import type { AnalysedBom } from '../ingest/types';
import { type UploadRow, toNumber } from '../database/rows';

/** The analysis that a receipt keeps: equal bytes need no second one. */
export function analysisOf(row: UploadRow): AnalysedBom {
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
  };
}
