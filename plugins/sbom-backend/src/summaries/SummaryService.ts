import type {
  BomHead,
  BomSummary,
} from '@waymark/backstage-plugin-sbom-common';
import type { HeadStore } from '../database/HeadStore';
import type { RefusalStore } from '../database/RefusalStore';
import {
  type HeadRow,
  type RefusalRow,
  type UploadRow,
  toIso,
  toNumber,
} from '../database/rows';
import type { UploadStore } from '../database/UploadStore';

/** Answers what cards and table rows need, for many entities at once. */
export class SummaryService {
  readonly #options: {
    heads: HeadStore;
    uploads: UploadStore;
    refusals: RefusalStore;
    freshFor: number;
    now: () => number;
  };

  constructor(options: {
    heads: HeadStore;
    uploads: UploadStore;
    refusals: RefusalStore;
    freshFor: number;
    now: () => number;
  }) {
    this.#options = options;
  }

  /** In the order of the refs, with as many queries for one as for 500. */
  async summaries(entityRefs: string[]): Promise<BomSummary[]> {
    const { heads, refusals, uploads } = this.#options;
    const refs = [...new Set(entityRefs)];
    const headRows = await heads.ofEntities(refs);
    const uploadRows = await uploads.byIds(
      headRows.map(head => head.upload_id!),
    );
    const byId = new Map(uploadRows.map(row => [row.id, row]));
    const refused = await refusals.open(refs);
    return entityRefs.map(entityRef =>
      this.#summary(
        entityRef,
        headRows.filter(head => head.entity_ref === entityRef),
        byId,
        toLastRefusal(refused.get(entityRef)),
      ),
    );
  }

  #summary(
    entityRef: string,
    rows: HeadRow[],
    uploads: Map<string, UploadRow>,
    lastRefusal: BomSummary['lastRefusal'],
  ): BomSummary {
    const heads = rows
      .map(row => this.#head(row, uploads.get(row.upload_id!)!))
      .sort((a, b) => (a.effectiveAt > b.effectiveAt ? -1 : 1));
    const main = speaking(heads);
    return {
      entityRef,
      state: main?.state ?? 'none',
      main,
      heads,
      lastRefusal,
    };
  }

  #head(row: HeadRow, upload: UploadRow): BomHead {
    const { freshFor, now } = this.#options;
    const age = now() - toNumber(row.effective_at!);
    return {
      slot: row.slot,
      channel: row.channel,
      uploadId: upload.id,
      state: age <= freshFor ? 'fresh' : 'stale',
      effectiveAt: toIso(row.effective_at!),
      commit: upload.commit_sha,
      components: upload.component_count,
      direct: upload.direct_count,
      quality: JSON.parse(upload.quality).score,
      withoutLicence: upload.without_licence,
      sinceLast:
        upload.since_upload_id === null
          ? null
          : {
              fromUploadId: upload.since_upload_id,
              added: upload.since_added ?? 0,
              removed: upload.since_removed ?? 0,
              changed: upload.since_changed ?? 0,
            },
    };
  }
}

/**
 * The head that speaks for an entity, of heads by time: the source on `main`,
 * else the newest. A pull request never speaks for it.
 */
function speaking(heads: BomHead[]): BomHead | null {
  return (
    heads.find(head => head.slot === 'source' && head.channel === 'main') ??
    heads.find(head => head.channel !== 'pr') ??
    null
  );
}

/** An open refusal as cards and coverage show it. */
export function toLastRefusal(
  refusal: RefusalRow | undefined,
): BomSummary['lastRefusal'] {
  if (!refusal) {
    return null;
  }
  return {
    at: toIso(refusal.at),
    code: refusal.code,
    detail: refusal.detail,
  };
}
