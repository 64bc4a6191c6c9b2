import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { scorecardsScorecardReadPermission } from '@waymark/backstage-plugin-scorecards-common';
import {
  Card,
  FilterRow,
  FilterSelect,
  Loaded,
  Note,
  PageTitle,
  SkeletonRows,
  WaymarkRoot,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { scorecardsApiRef } from '../../api';
import { scorecardsTranslationRef } from '../../translation';
import { ScorecardFilters } from '../ScorecardFilters';
import { ServicesTable } from './ServicesTable';

const names = [
  'owner',
  'lifecycle',
  'level',
  'rule',
  'state',
  'category',
] as const;

const PAGE = 100;

/** "How does each service stand?" */
export function ServicesPage() {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const [url, setUrl] = useUrlFilters(names);
  const [limit, setLimit] = useState(PAGE);
  const answer = useData(JSON.stringify([url, limit]), signal =>
    client.services({ ...url, limit }, { signal }),
  );
  const policy = useData('policy', signal => client.policy({ signal }));
  const levels = policy.data?.levels ?? [];
  const clear = () =>
    setUrl(Object.fromEntries(names.map(name => [name, undefined])));
  const narrowed = (['rule', 'state', 'category'] as const).filter(
    name => url[name],
  );
  return (
    <WaymarkRoot layout="page">
      <PageTitle title={t('services.title')}>
        {answer.data
          ? t('services.subtitle', { count: answer.data.total })
          : t('services.loading')}
      </PageTitle>
      <FilterRow>
        <ScorecardFilters values={url} onChange={setUrl} />
        <FilterSelect
          label={t('filter.level')}
          value={url.level}
          options={[
            ...[...levels]
              .reverse()
              .map(({ id, title }) => ({ value: id, label: title })),
            { value: 'none', label: t('level.none') },
          ]}
          onChange={level => setUrl({ level })}
        />
        {narrowed.map(name => (
          <FilterSelect
            key={name}
            label={t(`filter.${name}`)}
            value={url[name]}
            options={[]}
            onChange={value => setUrl({ [name]: value })}
          />
        ))}
      </FilterRow>
      <Loaded
        on="page"
        state={answer}
        permission={scorecardsScorecardReadPermission.name}
        skeleton={
          <Card title={t('overview.services')}>
            <SkeletonRows rows={14} height={37} />
          </Card>
        }
      >
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <Note
              on="page"
              state="none"
              action={
                <Button variant="text" size="small" onClick={clear}>
                  {t('services.clear')}
                </Button>
              }
            >
              {t('services.empty')}
            </Note>
          ) : (
            <Card title={t('overview.services')}>
              <ServicesTable items={items} levels={levels} />
              {nextCursor && (
                <Button size="small" onClick={() => setLimit(limit + PAGE)}>
                  {t('services.more')}
                </Button>
              )}
            </Card>
          )
        }
      </Loaded>
    </WaymarkRoot>
  );
}
