import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import type { ScopeBudget } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Muted,
  NoValue,
  Small,
  State,
  percent,
} from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { usedOf } from '../../lib/budget';
import { shortName } from '../../lib/names';
import type { TreeRow } from '../../lib/tree';
import { llmProxyTranslationRef } from '../../translation';
import { BudgetBar } from '../BudgetBar/BudgetBar';
import { ScopeName } from './ScopeName';
import type { BudgetUrl, Outcome } from './query';

const selectedRow = {
  '&&': {
    backgroundColor: 'var(--wm-accent-tint)',
    boxShadow: 'inset 2px 0 var(--wm-accent)',
  },
};

/** One scope: what is used of its limit, and how long it will last. */
export function ScopeRow(props: {
  row: TreeRow;
  /** Title of the scope above. */
  parent: string | undefined;
  selected: string | undefined;
  lastDay: string;
  onToggle: (scope: string) => void;
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { limit, forecast } = useFormats();
  const { row, onChange } = props;
  const { budget } = row;
  const on = budget.scope === props.selected;
  const calls = (outcome: Outcome, amount: number) => (
    <CallsButton
      budget={budget}
      outcome={outcome}
      amount={amount}
      onOpen={() => onChange({ scope: budget.scope, calls: outcome })}
    />
  );
  return (
    <TableRow aria-selected={on} sx={on ? selectedRow : undefined}>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <ScopeName
          row={row}
          on={on}
          onToggle={() => props.onToggle(budget.scope)}
          onSelect={() => onChange({ scope: budget.scope })}
        />
      </TableCell>
      <TableCell>
        {budget.limit === null ? (
          <Small>
            {props.parent
              ? t('budgets.countsIn', { parent: props.parent })
              : t('budgets.noLimit')}
          </Small>
        ) : (
          <BudgetBar budget={budget} forecast />
        )}
      </TableCell>
      <TableCell align="right">
        {budget.limit === null ? (
          <NoValue />
        ) : (
          <b>{percent(usedOf(budget), budget.limit)} %</b>
        )}
      </TableCell>
      <TableCell align="right">{calls('settled', budget.settled)}</TableCell>
      <TableCell align="right">{calls('open', budget.held)}</TableCell>
      <TableCell align="right">
        {calls('unreconciled', budget.unreconciled)}
      </TableCell>
      <TableCell align="right">
        {budget.limit === null ? <NoValue /> : limit(budget.limit)}
      </TableCell>
      <TableCell align="right">
        {budget.forecast === null ? <NoValue /> : forecast(budget.forecast)}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <Lasts budget={budget} lastDay={props.lastDay} />
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <SetBy budget={budget} />
      </TableCell>
    </TableRow>
  );
}

/** An amount that leads to the calls it is made of. */
function CallsButton(props: {
  budget: ScopeBudget;
  outcome: Outcome;
  amount: number;
  onOpen: () => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { amount } = useFormats();
  const text = amount(props.amount);
  if (props.amount === 0) {
    return <Muted>{text}</Muted>;
  }
  return (
    <Button
      variant="text"
      size="small"
      sx={{ fontSize: 14, color: 'var(--wm-fg)' }}
      aria-label={t(`scopes.calls.${props.outcome}`, {
        amount: text,
        scope: props.budget.title,
      })}
      onClick={props.onOpen}
    >
      {text}
    </Button>
  );
}

function Lasts({ budget, lastDay }: { budget: ScopeBudget; lastDay: string }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { day } = useFormats();
  if (budget.limit === null) {
    return <NoValue />;
  }
  if (usedOf(budget) >= budget.limit) {
    return <State state="fail">{t('scopes.reached')}</State>;
  }
  return budget.reachesLimitOn ? (
    <State state="warn">{day(budget.reachesLimitOn)}</State>
  ) : (
    <State state="pass">{day(lastDay)}</State>
  );
}

function SetBy({ budget }: { budget: ScopeBudget }) {
  const { day } = useFormats();
  const parts = [
    budget.setBy && shortName(budget.setBy),
    budget.setAt && day(budget.setAt),
  ].filter(Boolean);
  return <Small>{parts.join(', ')}</Small>;
}
