import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { TableScroll } from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import type { SpendDay } from '../../lib/spend';
import { llmProxyTranslationRef } from '../../translation';

/** The chart's days in numbers; each leads to its calls. */
export function SpendTable(props: {
  days: SpendDay[];
  onDay: (day: string) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { day, amount } = useFormats();
  const number = (count: number) => t('number', { value: count });
  return (
    <TableScroll sx={{ maxHeight: 280, marginBottom: 0 }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('spend.day')}</TableCell>
            <TableCell align="right">{t('spend.calls')}</TableCell>
            <TableCell align="right">{t('spend.tokensIn')}</TableCell>
            <TableCell align="right">{t('spend.tokensOut')}</TableCell>
            <TableCell align="right">{t('scopes.settled')}</TableCell>
            <TableCell align="right">{t('spend.total')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.days.map(row => (
            <TableRow key={row.day}>
              <TableCell>
                <Button
                  variant="text"
                  size="small"
                  sx={{ fontSize: 14 }}
                  onClick={() => props.onDay(row.day)}
                >
                  {day(row.day)}
                </Button>
              </TableCell>
              <TableCell align="right">{number(row.calls)}</TableCell>
              <TableCell align="right">{number(row.inputTokens)}</TableCell>
              <TableCell align="right">{number(row.outputTokens)}</TableCell>
              <TableCell align="right">{amount(row.settled)}</TableCell>
              <TableCell align="right">{amount(row.total)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}
