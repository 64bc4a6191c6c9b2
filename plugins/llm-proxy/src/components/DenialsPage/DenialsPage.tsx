import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import {
  type LlmDenial,
  type LlmDenialPage,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  FilterRow,
  FilterSelect,
  Loaded,
  Note,
  PageTitle,
  SkeletonRows,
  State,
  WaymarkRoot,
  usePages,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { llmProxyApiRef } from '../../api';
import { useOwn } from '../../hooks/useOwn';
import { shortName } from '../../lib/names';
import { llmProxyTranslationRef } from '../../translation';
import { DenialsTable } from './DenialsTable';

const PAGE = 50;
const MINE = 'mine';

const names = ['who', 'stage', 'rule'] as const;
type Url = Partial<Record<(typeof names)[number], string>>;

const stages = [
  'request',
  'credential',
  'stop',
  'model',
  'policy',
  'rate',
  'budget',
  'store',
  'upstream',
] as const satisfies readonly LlmDenial['stage'][];

/** "What was refused, and who can change it?" */
export function DenialsPage() {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const [url, setUrl] = useUrlFilters(names);
  const query = {
    ...(url.who === MINE ? { mine: true } : { scope: url.who }),
    stage: stages.find(stage => stage === url.stage),
    rule: url.rule,
    limit: PAGE,
  };
  const list = usePages<LlmDenialPage>(
    JSON.stringify(query),
    (cursor, signal) => client.listDenials({ ...query, cursor }, { signal }),
  );
  const items = list.data?.items ?? [];
  const filtered = Boolean(url.who || url.stage || url.rule);
  return (
    <WaymarkRoot layout="page">
      <PageTitle title={t('denials.title')}>{t('denials.subtitle')}</PageTitle>
      <Filters values={url} items={items} onChange={setUrl} />
      <Card title={t('denials.list')} note={t('denials.listNote')}>
        <Loaded
          state={list}
          skeleton={<SkeletonRows rows={12} />}
          permission={llmProxyUsageReadPermission.name}
        >
          {page =>
            page.items.length === 0 ? (
              <Empty
                filtered={filtered}
                onClear={() =>
                  setUrl({ who: undefined, stage: undefined, rule: undefined })
                }
              />
            ) : (
              <>
                <DenialsTable principal items={page.items} />
                {page.more && (
                  <Button
                    variant="text"
                    sx={{ alignSelf: 'start', marginTop: '12px' }}
                    onClick={list.showMore}
                  >
                    {t('more')}
                  </Button>
                )}
              </>
            )
          }
        </Loaded>
      </Card>
    </WaymarkRoot>
  );
}

function Filters(props: {
  values: Url;
  items: LlmDenial[];
  onChange: (change: Url) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const own = useOwn();
  const { values, items, onChange } = props;
  const rules = [...new Set(items.flatMap(item => item.rule ?? []))].sort();
  const whose = [...own.teams, ...own.services.map(({ value }) => value)];
  if (values.who && values.who !== MINE && !whose.includes(values.who)) {
    whose.push(values.who);
  }
  return (
    <FilterRow>
      <FilterSelect
        label={t('filter.who')}
        value={values.who}
        options={[
          { value: MINE, label: t('filter.mine') },
          ...whose.map(value => ({ value, label: shortName(value) })),
        ]}
        onChange={who => onChange({ who })}
      />
      <FilterSelect
        label={t('filter.stage')}
        value={values.stage}
        options={stages.map(value => ({ value, label: t(`stage.${value}`) }))}
        onChange={stage => onChange({ stage })}
      />
      <FilterSelect
        label={t('filter.rule')}
        value={values.rule}
        options={rules.map(value => ({ value, label: value }))}
        onChange={rule => onChange({ rule })}
      />
    </FilterRow>
  );
}

function Empty(props: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  return props.filtered ? (
    <Note
      state="none"
      action={
        <Button variant="text" size="small" onClick={props.onClear}>
          {t('filter.clear')}
        </Button>
      }
    >
      {t('denials.nothing')}
    </Note>
  ) : (
    <p>
      <State state="pass">{t('denials.none')}</State>
    </p>
  );
}
