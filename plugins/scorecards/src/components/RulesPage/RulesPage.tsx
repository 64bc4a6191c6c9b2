import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { scorecardsScorecardReadPermission } from '@waymark/backstage-plugin-scorecards-common';
import {
  Card,
  Loaded,
  PageTitle,
  SkeletonRows,
  WaymarkRoot,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { scorecardsApiRef } from '../../api';
import { scorecardsTranslationRef } from '../../translation';
import { RulePanel } from './RulePanel';
import { RulesTable } from './RulesTable';

const names = ['rule'] as const;

/** "What is asked, and does it hold?" */
export function RulesPage() {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const [{ rule }, setUrl] = useUrlFilters(names);
  const answer = useData('rules', signal => client.overview({}, { signal }));
  return (
    <WaymarkRoot layout="page">
      <PageTitle title={t('rules.title')}>
        {answer.data
          ? t('rules.subtitle', { count: answer.data.rules.length })
          : t('rules.loading')}
      </PageTitle>
      <Loaded
        on="page"
        state={answer}
        permission={scorecardsScorecardReadPermission.name}
        skeleton={
          <Card title={t('rules.rule')}>
            <SkeletonRows rows={21} height={37} />
          </Card>
        }
      >
        {overview => (
          <Card title={t('rules.rule')} note={overview.rules.length}>
            <RulesTable
              overview={overview}
              onSelect={id => setUrl({ rule: id })}
            />
          </Card>
        )}
      </Loaded>
      <RulePanel rule={rule} onClose={() => setUrl({ rule: undefined })} />
    </WaymarkRoot>
  );
}
