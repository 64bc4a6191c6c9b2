import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type BomCoverage,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  Loaded,
  Note,
  PageTitle,
  SkeletonRows,
  WaymarkRoot,
  percent,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';
import { CoverageFilters } from './CoverageFilters';
import { CoverageTotals } from './CoverageTotals';
import { OwnersCard } from './OwnersCard';
import { ServicesPanel } from './ServicesPanel';
import {
  type CoverageUrl,
  coverageFilters,
  coverageNames,
  selectionOf,
} from './query';

const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 8fr)',
  gap: 16,
  alignItems: 'start',
});

/** "Which services have a fresh BOM?" */
export function CoveragePage() {
  const { t } = useTranslationRef(sbomTranslationRef);
  const [url, setUrl] = useUrlFilters(coverageNames);
  const client = useApi(sbomApiRef);
  const filters = coverageFilters(url);
  const answer = useData(JSON.stringify(filters), signal =>
    client.getCoverage(filters, { signal }),
  );
  const totals = answer.data?.totals;
  return (
    <WaymarkRoot layout="page">
      <PageTitle title={t('coverage.title')}>
        {totals
          ? t('coverage.subtitle', {
              count: totals.services,
              fresh: totals.fresh,
              stale: totals.stale,
              none: totals.none,
              percent: String(percent(totals.fresh, totals.services)),
            })
          : t('coverage.loading')}
      </PageTitle>
      <CoverageFilters values={url} onChange={setUrl} />
      <Loaded
        on="page"
        state={answer}
        skeleton={<PageSkeleton />}
        permission={sbomBomReadPermission.name}
      >
        {coverage =>
          coverage.totals.services === 0 ? (
            <Note on="page" state="none">
              {t('coverage.empty')}
            </Note>
          ) : (
            <Answer coverage={coverage} url={url} onChange={setUrl} />
          )
        }
      </Loaded>
    </WaymarkRoot>
  );
}

function PageSkeleton() {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <>
      <Card title={t('coverage.fresh')}>
        <SkeletonRows rows={2} height={35} />
      </Card>
      <Columns>
        <Card title={t('coverage.byOwner')}>
          <SkeletonRows rows={12} height={37} />
        </Card>
        <Card title={t('coverage.services')}>
          <SkeletonRows rows={12} height={37} />
        </Card>
      </Columns>
    </>
  );
}

function Answer(props: {
  coverage: BomCoverage;
  url: CoverageUrl;
  onChange: (change: CoverageUrl) => void;
}) {
  const { coverage, url, onChange } = props;
  const filters = coverageFilters(url);
  const selection = selectionOf(url, coverage);
  return (
    <>
      <CoverageTotals coverage={coverage} head={filters} />
      <Columns>
        <OwnersCard
          coverage={coverage}
          selection={selection}
          view={url.view === 'table' ? 'table' : 'bars'}
          onChange={onChange}
        />
        {selection && (
          <ServicesPanel
            key={JSON.stringify([filters, selection])}
            selection={selection}
            filters={filters}
            coverage={coverage}
          />
        )}
      </Columns>
    </>
  );
}
