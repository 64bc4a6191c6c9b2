import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ScopeBudget } from '@waymark/backstage-plugin-llm-proxy-common';
import { LineChart, niceTicks } from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { boundsOf, dayOf } from '../../lib/dates';
import type { SpendDay } from '../../lib/spend';
import { llmProxyTranslationRef } from '../../translation';

const DAY_MS = 86_400_000;

/** Room above the highest line, for its label. */
const HEADROOM = 1.05;

/** Settled spend since the period began, its limit and its forecast. */
export function SpendChart(props: {
  days: SpendDay[];
  budget: ScopeBudget;
  period: string;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const formats = useFormats();
  const { days, budget, period } = props;
  const { from, to, end } = boundsOf(period);
  const start = Date.parse(from);
  const running = end > Date.now();
  const total = days[days.length - 1]?.total ?? 0;
  const forecast = running && budget.forecast ? budget.forecast : undefined;
  const top =
    Math.max(total, budget.limit ?? 0, forecast ?? 0, 1_000) * HEADROOM;
  // A day's spend is known at its end; today's, now.
  const until = (day: string) =>
    Math.min(Date.parse(day) + DAY_MS, Date.now(), end);
  const reached = running ? budget.reachesLimitOn : null;
  return (
    <LineChart
      label={t(forecast ? 'spend.chartForecast' : 'spend.chart', {
        scope: budget.title,
        total: formats.usd(total),
        limit: budget.limit === null ? '—' : formats.usd(budget.limit),
        forecast: forecast ? formats.usd(forecast) : '—',
      })}
      x={{
        min: start,
        max: end,
        ticks: weeksOf(start, to, end).map(([value, day]) => ({
          value,
          label: formats.day(day),
        })),
      }}
      y={{
        max: top,
        ticks: niceTicks(top).map(value => ({
          value,
          label: formats.limit(value),
        })),
      }}
      line={[
        { x: start, y: 0 },
        ...days.map(({ day, total: y }) => ({ x: until(day), y })),
      ]}
      lineLabel={t('spend.settled', { amount: formats.amount(total) })}
      forecast={
        forecast
          ? {
              x: end,
              y: forecast,
              label: t('spend.forecast', {
                amount: formats.forecast(forecast),
              }),
            }
          : undefined
      }
      limit={
        budget.limit === null
          ? undefined
          : {
              value: budget.limit,
              label: t('spend.limit', { amount: formats.limit(budget.limit) }),
            }
      }
      event={
        reached
          ? {
              value: Date.parse(reached) + DAY_MS / 2,
              label: formats.day(reached),
            }
          : undefined
      }
    />
  );
}

/** Every seventh day from the first, and the last at the end. */
function weeksOf(start: number, to: string, end: number): [number, string][] {
  const weeks = [0, 1, 2, 3].map(week => start + week * 7 * DAY_MS);
  return [...weeks.map((ms): [number, string] => [ms, dayOf(ms)]), [end, to]];
}
