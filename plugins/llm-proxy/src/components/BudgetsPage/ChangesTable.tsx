import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { BudgetChange } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  MiddleCut,
  Small,
  TableScroll,
} from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { shortName } from '../../lib/names';
import { llmProxyTranslationRef } from '../../translation';

/** Changes of limits, each with its reason. */
export function ChangesTable({ items }: { items: BudgetChange[] }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { day, limit } = useFormats();
  const text = (amount: number | null) =>
    amount === null ? t('changes.noLimit') : limit(amount);
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('changes.when')}</TableCell>
            <TableCell>{t('scopes.scope')}</TableCell>
            <TableCell align="right">{t('scopes.limit')}</TableCell>
            <TableCell>{t('changes.by')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map((item, index) => (
            <TableRow key={`${item.at} ${item.scope} ${index}`}>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>
                <time dateTime={item.at} title={item.at}>
                  {day(item.at)}
                </time>
              </TableCell>
              <TableCell>
                <MiddleCut text={shortName(item.scope)} max={32} />
                <Small sx={{ display: 'block' }}>{item.reason}</Small>
              </TableCell>
              <TableCell align="right">
                {text(item.from)} → {text(item.to)}
              </TableCell>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>
                <MiddleCut text={shortName(item.by)} max={24} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}
