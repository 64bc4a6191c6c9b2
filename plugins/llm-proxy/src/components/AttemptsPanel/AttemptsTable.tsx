import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { LlmAttempt } from '@waymark/backstage-plugin-llm-proxy-common';
import { TableScroll } from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { llmProxyTranslationRef } from '../../translation';
import { AttemptFacts } from './AttemptFacts';
import { AttemptRow } from './AttemptRow';

const COLUMNS = 8;

/** Attempts as a table; each opens to all that is recorded of it. */
export function AttemptsTable({ items }: { items: LlmAttempt[] }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const [open, setOpen] = useState<string>();
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('denials.when')}</TableCell>
            <TableCell>{t('denials.principal')}</TableCell>
            <TableCell>{t('denials.model')}</TableCell>
            <TableCell align="right">{t('spend.tokensIn')}</TableCell>
            <TableCell align="right">{t('spend.tokensOut')}</TableCell>
            <TableCell>{t('attempts.outcome')}</TableCell>
            <TableCell align="right">{t('attempts.amount')}</TableCell>
            <TableCell align="right">{t('attempts.duration')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map(item => [
            <AttemptRow
              key={item.id}
              item={item}
              open={open === item.id}
              onToggle={() => setOpen(open === item.id ? undefined : item.id)}
            />,
            open === item.id && (
              <TableRow key={`${item.id} facts`}>
                <TableCell colSpan={COLUMNS}>
                  <AttemptFacts item={item} />
                </TableCell>
              </TableRow>
            ),
          ])}
        </TableBody>
      </Table>
    </TableScroll>
  );
}
