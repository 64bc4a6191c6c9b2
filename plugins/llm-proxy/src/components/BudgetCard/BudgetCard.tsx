import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  type ScopeBudget,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Big,
  Card,
  type HomeCardProps,
  Loaded,
  Muted,
  SkeletonRows,
  State,
  percent,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { llmProxyApiRef } from '../../api';
import { useFormats } from '../../hooks/useFormats';
import { usedOf } from '../../lib/budget';
import { boundsOf, daysUntil, periodOf } from '../../lib/dates';
import { budgetsRouteRef } from '../../routes';
import { llmProxyTranslationRef } from '../../translation';
import { BudgetBar, BudgetKeys } from '../BudgetBar/BudgetBar';

/** How much of the chosen owner's budget is used; of all when none is chosen. */
export function BudgetCard({ owner }: HomeCardProps) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { month } = useFormats();
  const client = useApi(llmProxyApiRef);
  const route = useRouteRef(budgetsRouteRef);
  const answer = useData(`budget ${owner ?? ''}`, async signal => {
    if (owner) {
      const { items } = await client.getSummaries([owner], { signal });
      return { budget: items[0]?.budget ?? undefined };
    }
    const { items } = await client.getBudgets({}, { signal });
    return { budget: items.find(item => item.kind === 'organization') };
  });
  const budget = answer.data?.budget;
  const query = budget ? `?scope=${encodeURIComponent(budget.scope)}` : '';
  return (
    <Card
      title={t('home.title')}
      note={
        budget &&
        t('home.note', {
          scope: budget.title,
          month: month(periodOf(Date.now())),
        })
      }
      openUrl={route && `${route()}${query}`}
    >
      <Loaded
        state={answer}
        skeleton={<SkeletonRows rows={3} height={28} />}
        permission={llmProxyUsageReadPermission.name}
      >
        {data =>
          data.budget ? (
            <Used budget={data.budget} />
          ) : (
            <p>
              <Muted>{t('home.none')}</Muted>
            </p>
          )
        }
      </Loaded>
    </Card>
  );
}

function Used({ budget }: { budget: ScopeBudget }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd, day } = useFormats();
  const now = Date.now();
  const used = usedOf(budget);
  const count = daysUntil(boundsOf(periodOf(now)).end, now);
  return (
    <>
      <p style={{ marginBottom: 8 }}>
        {budget.limit === null ? (
          <>
            <Big>{usd(used)}</Big> <Muted>{t('home.noLimit')}</Muted>
          </>
        ) : (
          <>
            <Big>{percent(used, budget.limit)} %</Big>{' '}
            <Muted>
              {t('home.used', {
                used: usd(used),
                limit: usd(budget.limit),
                count,
              })}
            </Muted>
          </>
        )}
      </p>
      {budget.limit !== null && <BudgetBar budget={budget} />}
      <div style={{ marginTop: 8 }}>
        <BudgetKeys budget={budget} />
      </div>
      {budget.reachesLimitOn && (
        <p style={{ marginTop: 8 }}>
          <State state="warn">
            {t('home.reaches', { day: day(budget.reachesLimitOn) })}
          </State>
        </p>
      )}
    </>
  );
}
