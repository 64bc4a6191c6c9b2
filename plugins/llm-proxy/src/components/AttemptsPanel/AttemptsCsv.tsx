import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import type {
  LlmAttempt,
  LlmAttemptQuery,
  LlmProxyClient,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { saveBlob, toCsv } from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { llmProxyApiRef } from '../../api';
import { toDecimal } from '../../lib/money';
import { llmProxyTranslationRef } from '../../translation';

const columns = [
  'at',
  'id',
  'requestId',
  'attempt',
  'user',
  'service',
  'system',
  'team',
  'deployment',
  'commit',
  'operation',
  'alias',
  'provider',
  'model',
  'priceVersion',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'estimated',
  'outcome',
  'status',
  'end',
  'firstByteMs',
  'durationMs',
  'cache',
  'imported',
] as const satisfies readonly (keyof LlmAttempt)[];

/** Rows in a request; the most that the API gives. */
const PAGE = 500;

/** Every call that the filters leave, one a line, with the exact amount. */
export function AttemptsCsv({ query }: { query: LlmAttemptQuery }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const toasts = useApi(toastApiRef);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const rows = await allAttempts(client, query);
      const text = toCsv([[...columns, 'amount_usd'], ...rows.map(csvRow)]);
      saveBlob(new Blob([text], { type: 'text/csv' }), 'llm-calls.csv');
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      toasts.post({ title: t('csv.failed', { detail }), status: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="text" size="small" disabled={busy} onClick={download}>
      {t('attempts.csv')}
    </Button>
  );
}

async function allAttempts(
  client: LlmProxyClient,
  query: LlmAttemptQuery,
): Promise<LlmAttempt[]> {
  const rows: LlmAttempt[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listAttempts({ ...query, cursor, limit: PAGE });
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return rows;
}

function csvRow(item: LlmAttempt): (string | number | null)[] {
  const cells = columns.map(name => {
    const value = item[name];
    return typeof value === 'boolean' ? String(value) : value;
  });
  return [...cells, toDecimal(item.amount)];
}
