import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type Budgets,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  CodeBlock,
  Loaded,
  PageTitle,
  SkeletonRows,
  WaymarkRoot,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { llmProxyApiRef } from '../../api';
import { budgetConfig } from '../../lib/samples';
import { llmProxyTranslationRef } from '../../translation';
import { AttemptsPanel } from '../AttemptsPanel/AttemptsPanel';
import { BudgetFilters } from './BudgetFilters';
import { BudgetsSentence } from './BudgetsSentence';
import { ChangesCard } from './ChangesCard';
import { Columns } from './Columns';
import { LimitPanel } from './LimitPanel';
import { ScopesCard } from './ScopesCard';
import { SpendCard } from './SpendCard';
import { type BudgetUrl, budgetNames, selectedOf } from './query';

/** "What have we used, and will it last?" */
export function BudgetsPage() {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const [url, setUrl] = useUrlFilters(budgetNames);
  const { period } = url;
  const answer = useData(`budgets ${period ?? ''}`, signal =>
    client.getBudgets({ period }, { signal }),
  );
  return (
    <WaymarkRoot layout="page">
      <PageTitle title={t('budgets.title')}>
        {answer.data ? (
          <BudgetsSentence budgets={answer.data} />
        ) : (
          t('budgets.loading')
        )}
      </PageTitle>
      <BudgetFilters values={url} budgets={answer.data} onChange={setUrl} />
      <Loaded
        on="page"
        state={answer}
        skeleton={<PageSkeleton />}
        permission={llmProxyUsageReadPermission.name}
      >
        {budgets =>
          budgets.items.length === 0 ? (
            <Empty />
          ) : (
            <Answer
              budgets={budgets}
              url={url}
              onChange={setUrl}
              onChanged={answer.retry}
            />
          )
        }
      </Loaded>
    </WaymarkRoot>
  );
}

function Empty() {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  return (
    <Card title={t('budgets.scopes')}>
      <p style={{ marginBottom: 12 }}>{t('budgets.empty')}</p>
      <CodeBlock text={budgetConfig()} label={t('budgets.config')} />
    </Card>
  );
}

function PageSkeleton() {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  return (
    <>
      <Card title={t('budgets.scopes')}>
        <SkeletonRows rows={12} height={33} />
      </Card>
      <Columns>
        <Card title={t('spend.loading')}>
          <SkeletonRows rows={6} />
        </Card>
        <Card title={t('changes.title')}>
          <SkeletonRows rows={6} />
        </Card>
      </Columns>
    </>
  );
}

function Answer(props: {
  budgets: Budgets;
  url: BudgetUrl;
  onChange: (change: BudgetUrl) => void;
  onChanged: () => void;
}) {
  const { budgets, url, onChange } = props;
  const selected = selectedOf(budgets.items, url);
  const close = () => onChange({ panel: undefined });
  return (
    <>
      <ScopesCard
        budgets={budgets}
        selected={selected}
        url={url}
        onChange={onChange}
      />
      {selected && (
        <>
          <Columns>
            <SpendCard
              budget={selected}
              period={budgets.period}
              table={url.view === 'table'}
              onChange={onChange}
            />
            <ChangesCard
              key={`${selected.scope} ${selected.setAt}`}
              budget={selected}
              all={url.panel === 'changes'}
              onAll={open => onChange({ panel: open ? 'changes' : undefined })}
            />
          </Columns>
          <LimitPanel
            key={selected.scope}
            budget={selected}
            open={url.panel === 'limit'}
            onClose={close}
            onChanged={() => {
              close();
              props.onChanged();
            }}
          />
          <AttemptsPanel
            budget={selected}
            period={budgets.period}
            url={url}
            onChange={onChange}
          />
        </>
      )}
    </>
  );
}
