import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import {
  type PackageMatch,
  type PackagePage,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  Loaded,
  Note,
  SkeletonRows,
  usePages,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';
import { BasisNote } from './BasisNote';
import { PackageTable } from './PackageTable';
import { type SearchRequest, serviceFilters } from './query';

/** The packages that match, and what that answer stands on. */
export function SearchResults({ filters }: { filters: SearchRequest }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const query = {
    ...serviceFilters(filters),
    ecosystem: filters.ecosystem,
    q: filters.q,
  };
  const key = JSON.stringify(query);
  const list = usePages<PackagePage>(key, (cursor, signal) =>
    client.searchPackages({ ...query, cursor }, { signal }),
  );
  const found = list.error === undefined ? list.data : undefined;
  const only = found?.items.length === 1 && !found.more && found.items[0];
  const headline = useHeadline(found?.items, found?.more, found?.last.query);
  return (
    <>
      <Card
        title={headline}
        end={only ? t('search.deployed', { count: only.deployed }) : undefined}
      >
        <Loaded
          state={list}
          skeleton={<SkeletonRows rows={8} />}
          permission={sbomBomReadPermission.name}
        >
          {page =>
            page.items.length === 0 ? (
              <NothingShips filters={filters} />
            ) : (
              <>
                <PackageTable
                  key={key}
                  items={page.items}
                  query={page.last.query}
                  filters={filters}
                />
                {page.more && (
                  <Button
                    variant="text"
                    sx={{ alignSelf: 'start', marginTop: '12px' }}
                    onClick={list.showMore}
                  >
                    {t('search.more')}
                  </Button>
                )}
              </>
            )
          }
        </Loaded>
      </Card>
      {found && <BasisNote basis={found.last.basis} filters={filters} />}
    </>
  );
}

function NothingShips({ filters }: { filters: SearchRequest }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { q, ...others } = filters;
  const filtered = Object.values(others).some(Boolean);
  return (
    <Note state="none">
      {t(filtered ? 'search.nothingFiltered' : 'search.nothing', {
        query: <code>{q}</code>,
      })}
    </Note>
  );
}

/** One package in a sentence, more of them as a count. */
function useHeadline(
  items: PackageMatch[] | undefined,
  more: boolean | undefined,
  query: PackagePage['query'] | undefined,
) {
  const { t } = useTranslationRef(sbomTranslationRef);
  if (!items || !query) {
    return t('search.results');
  }
  if (more) {
    return t('search.packagesMore', { shown: items.length });
  }
  if (items.length !== 1) {
    return t('search.packages', { count: items.length });
  }
  const [item] = items;
  const range = query.range ?? query.version;
  const headline = t('search.headline', {
    services: t('counts.services', { count: item.services }),
    owners: t('counts.owners', { count: item.owners }),
    name: item.name,
  });
  return range ? `${headline} ${t('search.range', { range })}` : headline;
}
