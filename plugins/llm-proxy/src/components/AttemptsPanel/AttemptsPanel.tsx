import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import {
  type LlmAttemptPage,
  type LlmAttemptQuery,
  type ScopeBudget,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Loaded,
  Muted,
  SidePanel,
  SkeletonRows,
  usePages,
} from '@waymark/backstage-plugin-waymark-react';
import { llmProxyApiRef } from '../../api';
import { useFormats } from '../../hooks/useFormats';
import { boundsOf } from '../../lib/dates';
import { llmProxyTranslationRef } from '../../translation';
import { type BudgetUrl, outcomes } from '../BudgetsPage/query';
import { AttemptFilters } from './AttemptFilters';
import { AttemptsCsv } from './AttemptsCsv';
import { AttemptsTable } from './AttemptsTable';

const PAGE = 50;

/** The raw events behind a number, as the URL names it. */
export function AttemptsPanel(props: {
  budget: ScopeBudget;
  period: string;
  url: BudgetUrl;
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { budget, url, onChange } = props;
  const bounds = boundsOf(props.period);
  const query = {
    scope: budget.scope,
    outcome: outcomes.find(outcome => outcome === url.calls),
    from: url.from ?? bounds.from,
    to: url.to ?? bounds.to,
    deployment: url.deployment,
  };
  return (
    <SidePanel
      wide
      open={url.calls !== undefined}
      title={t('attempts.title', { scope: budget.title })}
      closeLabel={t('panel.close')}
      onClose={() =>
        onChange({
          calls: undefined,
          from: undefined,
          to: undefined,
          deployment: undefined,
        })
      }
    >
      <AttemptFilters query={query} bounds={bounds} onChange={onChange} />
      <Attempts query={query} />
    </SidePanel>
  );
}

function Attempts({ query }: { query: LlmAttemptQuery }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { fine } = useFormats();
  const client = useApi(llmProxyApiRef);
  const list = usePages<LlmAttemptPage>(
    JSON.stringify(query),
    (cursor, signal) =>
      client.listAttempts({ ...query, cursor, limit: PAGE }, { signal }),
  );
  return (
    <Loaded
      state={list}
      skeleton={<SkeletonRows rows={12} />}
      permission={llmProxyUsageReadPermission.name}
    >
      {page =>
        page.items.length === 0 ? (
          <p>
            <Muted>{t('attempts.none')}</Muted>
          </p>
        ) : (
          <>
            <p>
              {t(page.more ? 'attempts.first' : 'attempts.sum', {
                count: page.items.length,
                amount: fine(
                  page.items.reduce((sum, item) => sum + item.amount, 0),
                ),
              })}{' '}
              <AttemptsCsv query={query} />
            </p>
            <AttemptsTable items={page.items} />
            {page.more && (
              <Button
                variant="text"
                sx={{ justifySelf: 'start' }}
                onClick={list.showMore}
              >
                {t('more')}
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  );
}
