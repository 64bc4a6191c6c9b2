import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import type {
  Budgets,
  ScopeBudget,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { Card, Note } from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { useFormats } from '../../hooks/useFormats';
import { topOf } from '../../lib/budget';
import { boundsOf } from '../../lib/dates';
import { filterScopes, pathTo, treeRows } from '../../lib/tree';
import { llmProxyTranslationRef } from '../../translation';
import { BudgetKeys } from '../BudgetBar/BudgetBar';
import { ScopeTable } from './ScopeTable';
import type { BudgetUrl } from './query';

/** The tree of scopes, and what among it waits for the provider's numbers. */
export function ScopesCard(props: {
  budgets: Budgets;
  selected: ScopeBudget | undefined;
  url: BudgetUrl;
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { day } = useFormats();
  const { budgets, selected, url, onChange } = props;
  const items = filterScopes(budgets.items, url);
  const { isOpen, toggle } = useOpenScopes(items, selected, url);
  const { to } = boundsOf(budgets.period);
  return (
    <Card
      title={t('budgets.scopes')}
      note={t('budgets.scopesNote')}
      end={<BudgetKeys forecastTo={day(to)} />}
    >
      {items.length === 0 ? (
        <Note
          state="none"
          action={
            <Button
              variant="text"
              size="small"
              onClick={() =>
                onChange({
                  owner: undefined,
                  system: undefined,
                  provider: undefined,
                })
              }
            >
              {t('filter.clear')}
            </Button>
          }
        >
          {t('budgets.nothing')}
        </Note>
      ) : (
        <ScopeTable
          rows={treeRows(items, isOpen)}
          items={items}
          selected={selected?.scope}
          lastDay={to}
          onToggle={toggle}
          onChange={onChange}
        />
      )}
      <Unreconciled items={items} onChange={onChange} />
    </Card>
  );
}

/** What is open: the top, the way to what is chosen, and what was pressed. */
function useOpenScopes(
  items: ScopeBudget[],
  selected: ScopeBudget | undefined,
  url: BudgetUrl,
) {
  const [pressed, setPressed] = useState<Record<string, boolean>>({});
  const path = selected ? pathTo(items, selected.scope) : [];
  const filtered = Boolean(url.owner || url.system || url.provider);
  const isOpen = (scope: string) =>
    pressed[scope] ??
    (filtered || scope === topOf(items)?.scope || path.includes(scope));
  const toggle = (scope: string) =>
    setPressed({ ...pressed, [scope]: !isOpen(scope) });
  return { isOpen, toggle };
}

function Unreconciled(props: {
  items: ScopeBudget[];
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd } = useFormats();
  // What is below is counted in the topmost.
  const top = topOf(props.items);
  if (!top || top.unreconciledCalls === 0) {
    return null;
  }
  const count = top.unreconciledCalls;
  return (
    <div style={{ marginTop: 16 }}>
      <Note
        state="unknown"
        action={
          <Button
            variant="text"
            size="small"
            sx={{ textDecoration: 'underline' }}
            onClick={() =>
              props.onChange({ scope: top.scope, calls: 'unreconciled' })
            }
          >
            {t('budgets.seeCalls', { count })}
          </Button>
        }
      >
        {t('budgets.unreconciled', { amount: usd(top.unreconciled), count })}
      </Note>
    </div>
  );
}
