import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { ScopeBudget } from '@waymark/backstage-plugin-llm-proxy-common';
import { TableScroll } from '@waymark/backstage-plugin-waymark-react';
import type { TreeRow } from '../../lib/tree';
import { llmProxyTranslationRef } from '../../translation';
import { ScopeRow } from './ScopeRow';
import type { BudgetUrl } from './query';

/** Scopes as a tree; every number leads to the calls behind it. */
export function ScopeTable(props: {
  rows: TreeRow[];
  items: ScopeBudget[];
  selected: string | undefined;
  /** Of the period. */
  lastDay: string;
  onToggle: (scope: string) => void;
  onChange: (change: BudgetUrl) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { rows, items, ...rest } = props;
  const titles = new Map(items.map(item => [item.scope, item.title]));
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('scopes.scope')}</TableCell>
            <TableCell sx={{ width: '22%', minWidth: 140 }}>
              {t('scopes.share')}
            </TableCell>
            <TableCell align="right">{t('scopes.used')}</TableCell>
            <TableCell align="right">{t('scopes.settled')}</TableCell>
            <TableCell align="right">{t('scopes.held')}</TableCell>
            <TableCell align="right">{t('scopes.unreconciled')}</TableCell>
            <TableCell align="right">{t('scopes.limit')}</TableCell>
            <TableCell align="right">{t('scopes.forecast')}</TableCell>
            <TableCell>{t('scopes.lasts')}</TableCell>
            <TableCell>{t('scopes.setBy')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => (
            <ScopeRow
              key={row.budget.scope}
              row={row}
              parent={titles.get(row.budget.parent ?? '')}
              {...rest}
            />
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}
