import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Budgets } from '@waymark/backstage-plugin-llm-proxy-common';
import { percent } from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { topOf, usedOf } from '../../lib/budget';
import { boundsOf, daysUntil } from '../../lib/dates';
import { llmProxyTranslationRef } from '../../translation';

/** What is used of the topmost limit, and how many limits will be met. */
export function BudgetsSentence({ budgets }: { budgets: Budgets }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd, month } = useFormats();
  const { items, period } = budgets;
  const top = topOf(items);
  if (!top) {
    return <>{t('budgets.none')}</>;
  }
  const used = usedOf(top);
  const now = Date.now();
  const { end } = boundsOf(period);
  const reaching = items.filter(item => item.reachesLimitOn !== null).length;
  return (
    <>
      {top.limit === null
        ? t('budgets.usedOnly', { used: usd(used), scope: top.title })
        : t('budgets.used', {
            used: usd(used),
            limit: usd(top.limit),
            percent: String(percent(used, top.limit)),
          })}{' '}
      {end > now
        ? t('budgets.ends', {
            month: month(period),
            count: daysUntil(end, now),
          })
        : t('budgets.over', { month: month(period) })}{' '}
      {end > now && t('budgets.reaching', { count: reaching })}
    </>
  );
}
