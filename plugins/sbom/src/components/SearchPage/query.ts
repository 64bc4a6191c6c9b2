import type {
  PackagePage,
  UsageQuery,
} from '@waymark/backstage-plugin-sbom-common';

/** The page's parameters in the URL. */
export const searchNames = [
  'q',
  'owner',
  'system',
  'lifecycle',
  'where',
  'ecosystem',
] as const;

/** What narrows a search; each undefined for all. */
export type SearchFilterValues = Partial<
  Record<(typeof searchNames)[number], string>
>;

/** A search: what is looked for, and among what. */
export type SearchRequest = SearchFilterValues & { q: string };

/** The parts of a search that concern services, as the API names them. */
export function serviceFilters(request: SearchFilterValues) {
  const { owner, system, lifecycle, where: channels } = request;
  return { owner, system, lifecycle, channels };
}

/**
 * The query for who ships one package of a result, in the version or range
 * that was searched for.
 */
export function usageQuery(
  request: SearchFilterValues,
  packageKey: string,
  read: PackagePage['query'],
): UsageQuery {
  return {
    ...serviceFilters(request),
    purl: read.version ? withVersion(packageKey, read.version) : packageKey,
    range: read.range ?? undefined,
  };
}

/** A purl's version stands before its qualifiers and subpath. */
function withVersion(purl: string, version: string): string {
  const end = purl.search(/[?#]/);
  const head = end < 0 ? purl : purl.slice(0, end);
  const tail = end < 0 ? '' : purl.slice(end);
  return `${head}@${encodeURIComponent(version)}${tail}`;
}
