import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { styled } from '@mui/material/styles';
import type {
  LlmUse,
  ScopeBudget,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  MiddleCut,
  Muted,
  NoValue,
  TableScroll,
  Tag,
  TextLink,
} from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { leftOf, tightestOf } from '../../lib/budget';
import { budgetsRouteRef } from '../../routes';
import { llmProxyTranslationRef } from '../../translation';
import { BudgetBar, BudgetKeys } from '../BudgetBar/BudgetBar';
import { Rates } from './Rates';

const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
  gap: 24,
});

/** What is left of each budget and rate that a call must fit in. */
export function Headroom({ use }: { use: LlmUse }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  return (
    <Card
      title={t('headroom.title')}
      note={t('headroom.note')}
      end={<BudgetKeys />}
    >
      <Columns>
        <Budgets use={use} />
        <Rates use={use} />
      </Columns>
    </Card>
  );
}

function Budgets({ use }: { use: LlmUse }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { month } = useFormats();
  const tightest = tightestOf(use.budgets);
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>
              {t('headroom.budget', { month: month(use.period) })}
            </TableCell>
            <TableCell sx={{ width: '40%' }}>{t('headroom.used')}</TableCell>
            <TableCell align="right">{t('headroom.left')}</TableCell>
            <TableCell align="right">{t('headroom.limit')}</TableCell>
            <TableCell align="right">{t('headroom.resets')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {use.budgets.map(budget => (
            <BudgetRow
              key={budget.scope}
              budget={budget}
              own={budget.scope === use.subject && budget.kind === 'user'}
              tightest={budget === tightest}
              resetsAt={use.resetsAt}
            />
          ))}
        </TableBody>
      </Table>
      {use.budgets.length === 0 && <Muted>{t('headroom.none')}</Muted>}
    </TableScroll>
  );
}

function BudgetRow(props: {
  budget: ScopeBudget;
  own: boolean;
  tightest: boolean;
  resetsAt: string;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd, day } = useFormats();
  const route = useRouteRef(budgetsRouteRef);
  const { budget, own } = props;
  const left = leftOf(budget);
  const name = own ? t('headroom.you') : budget.title;
  return (
    <TableRow>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        {route ? (
          <TextLink
            strong={own}
            to={`${route()}?scope=${encodeURIComponent(budget.scope)}`}
          >
            <MiddleCut text={name} max={32} />
          </TextLink>
        ) : (
          <MiddleCut text={name} max={32} />
        )}{' '}
        {props.tightest && <Tag>{t('headroom.tightest')}</Tag>}
      </TableCell>
      <TableCell>
        {left === undefined ? (
          <Muted>{t('budgets.countsAbove')}</Muted>
        ) : (
          <BudgetBar budget={budget} />
        )}
      </TableCell>
      <TableCell align="right">
        <b>{left === undefined ? <NoValue /> : usd(left)}</b>
      </TableCell>
      <TableCell align="right">
        {budget.limit === null ? <NoValue /> : usd(budget.limit)}
      </TableCell>
      <TableCell align="right">
        <Muted>{day(props.resetsAt)}</Muted>
      </TableCell>
    </TableRow>
  );
}
