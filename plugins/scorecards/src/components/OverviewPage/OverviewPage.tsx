import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type ScorecardsOverview,
  scorecardsScorecardReadPermission,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Age,
  Card,
  FilterRow,
  Loaded,
  Note,
  PageTitle,
  SkeletonRows,
  Small,
  WaymarkRoot,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { scorecardsApiRef } from '../../api';
import { scorecardsTranslationRef } from '../../translation';
import { ScorecardFilters, filterNames } from '../ScorecardFilters';
import { HeatMap } from './HeatMap';
import { HoldingBack } from './HoldingBack';
import { LevelsCard } from './LevelsCard';

const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(440px, 1fr))',
  gap: 16,
});

/** "Are we getting better, and where not?" */
export function OverviewPage() {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const [url, setUrl] = useUrlFilters(filterNames);
  const answer = useData(JSON.stringify(url), signal =>
    client.overview(url, { signal }),
  );
  return (
    <WaymarkRoot layout="page">
      <PageTitle title={t('overview.title')}>
        {answer.data ? (
          <Subtitle overview={answer.data} />
        ) : (
          t('overview.loading')
        )}
      </PageTitle>
      <FilterRow>
        <ScorecardFilters values={url} onChange={setUrl} />
      </FilterRow>
      <Loaded
        on="page"
        state={answer}
        permission={scorecardsScorecardReadPermission.name}
        skeleton={<PageSkeleton />}
      >
        {overview =>
          overview.services === 0 ? (
            <Note on="page" state="none">
              {t('overview.empty')}
            </Note>
          ) : (
            <>
              <Columns>
                <LevelsCard overview={overview} />
                <HoldingBack overview={overview} />
              </Columns>
              <HeatMap overview={overview} />
              <Small>
                {t('overview.counted', {
                  age: <Age at={overview.countedAt} />,
                })}
              </Small>
            </>
          )
        }
      </Loaded>
    </WaymarkRoot>
  );
}

function Subtitle({ overview }: { overview: ScorecardsOverview }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const now = overview.weeks[overview.weeks.length - 1]?.counts ?? {};
  const reached = overview.levels.reduce(
    (sum, { id }) => sum + (now[id] ?? 0),
    0,
  );
  return <>{t('overview.subtitle', { count: overview.services, reached })}</>;
}

function PageSkeleton() {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  return (
    <>
      <Columns>
        <Card title={t('overview.levels')}>
          <SkeletonRows rows={6} height={40} />
        </Card>
        <Card title={t('overview.rules')}>
          <SkeletonRows rows={6} height={40} />
        </Card>
      </Columns>
      <Card title={t('overview.where')}>
        <SkeletonRows rows={9} height={37} />
      </Card>
    </>
  );
}
