import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import {
  type ScopeBudget,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  Loaded,
  SkeletonRows,
  saveBlob,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { llmProxyApiRef } from '../../api';
import { useFormats } from '../../hooks/useFormats';
import { boundsOf } from '../../lib/dates';
import { shortName } from '../../lib/names';
import { spendByDay } from '../../lib/spend';
import { llmProxyTranslationRef } from '../../translation';
import { SpendChart } from './SpendChart';
import { SpendTable } from './SpendTable';
import { type BudgetUrl, untilToday } from './query';

/** What a scope has spent in a period, day by day, and where it leads. */
export function SpendCard(props: {
  budget: ScopeBudget;
  period: string;
  /** Whether it is a table instead of a chart. */
  table: boolean;
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { day } = useFormats();
  const client = useApi(llmProxyApiRef);
  const { budget, period, table, onChange } = props;
  const { scope } = budget;
  const bounds = boundsOf(period);
  const { from } = bounds;
  const to = untilToday(bounds.to, Date.now());
  const answer = useData(JSON.stringify([scope, from, to]), async signal => {
    const { items } = await client.getUsage(
      { scope, from, to, groupBy: 'scope' },
      { signal },
    );
    return spendByDay(items, scope, from, to);
  });
  return (
    <Card
      title={budget.title}
      note={t('spend.note', { day: day(from) })}
      end={
        <Button
          variant="text"
          size="small"
          onClick={() => onChange({ view: table ? undefined : 'table' })}
        >
          {t(table ? 'spend.asChart' : 'spend.asTable')}
        </Button>
      }
      footer={<ChargebackButton scope={scope} from={from} to={to} />}
    >
      <Loaded
        state={answer}
        skeleton={<SkeletonRows rows={6} />}
        permission={llmProxyUsageReadPermission.name}
      >
        {days =>
          table ? (
            <SpendTable
              days={days}
              onDay={date => onChange({ calls: 'all', from: date, to: date })}
            />
          ) : (
            <SpendChart days={days} budget={budget} period={period} />
          )
        }
      </Loaded>
    </Card>
  );
}

/** The scope's usage for accounting, as a file. */
function ChargebackButton(query: { scope: string; from: string; to: string }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const toasts = useApi(toastApiRef);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const response = await client.exportUsage(query);
      const name = shortName(query.scope).replace(/[^A-Za-z0-9._-]+/g, '-');
      saveBlob(
        await response.blob(),
        `llm-usage-${name}-${query.from}-${query.to}.csv`,
      );
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      toasts.post({ title: t('csv.failed', { detail }), status: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="text" size="small" disabled={busy} onClick={download}>
      {t('spend.export')}
    </Button>
  );
}
