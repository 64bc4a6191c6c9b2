import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { ScopeBudget } from '@waymark/backstage-plugin-llm-proxy-common';
import { Bar, BarKey, percent } from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { forecastShareOf, leftOf, usedOf } from '../../lib/budget';
import { llmProxyTranslationRef } from '../../translation';

/** A budget as one bar: settled, open holds, unreconciled, what is left. */
export function BudgetBar(props: { budget: ScopeBudget; forecast?: boolean }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { budget } = props;
  const share = props.forecast ? forecastShareOf(budget) : undefined;
  const used = String(percent(usedOf(budget), budget.limit ?? 0));
  return (
    <Bar
      tall
      tick={share}
      label={
        share === undefined
          ? t('bar.label', { used })
          : t('bar.labelForecast', {
              used,
              forecast: String(Math.round(share * 100)),
            })
      }
      parts={[
        { kind: 'settled', value: budget.settled },
        { kind: 'held', value: budget.held },
        { kind: 'unreconciled', value: budget.unreconciled },
        { kind: 'rest', value: leftOf(budget) ?? 0 },
      ]}
    />
  );
}

const Keys = styled('span')({
  display: 'inline-flex',
  flexWrap: 'wrap',
  gap: '4px 16px',
});

/** What the parts of the bar are; with their amounts for one budget. */
export function BudgetKeys(props: {
  budget?: ScopeBudget;
  /** The last day of the period, when the bars carry a forecast. */
  forecastTo?: string;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd } = useFormats();
  const { budget, forecastTo } = props;
  const entry = (
    kind: 'settled' | 'held' | 'unreconciled',
    amount: number | undefined,
  ) => (
    <BarKey
      kind={kind}
      label={
        <>
          {t(`bar.${kind}`)}
          {amount !== undefined && (
            <span style={{ color: 'var(--wm-fg)' }}>{usd(amount)}</span>
          )}
        </>
      }
    />
  );
  return (
    <Keys>
      {entry('settled', budget?.settled)}
      {entry('held', budget?.held)}
      {entry('unreconciled', budget?.unreconciled)}
      {forecastTo && (
        <BarKey kind="tick" label={t('bar.forecast', { day: forecastTo })} />
      )}
    </Keys>
  );
}
