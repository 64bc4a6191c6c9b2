import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { LlmUse } from '@waymark/backstage-plugin-llm-proxy-common';
import { Muted } from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { shortName } from '../../lib/names';
import { llmProxyTranslationRef } from '../../translation';

/** What is left of each rate, and what one call holds. */
export function Rates({ use }: { use: LlmUse }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { fine } = useFormats();
  const { rates, example } = use;
  const scopes = new Set(rates.map(rate => rate.scope));
  return (
    <div>
      {rates.length === 0 ? (
        <p>
          <Muted>{t('rates.none')}</Muted>
        </p>
      ) : (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t('rates.rate')}</TableCell>
              <TableCell align="right">{t('headroom.left')}</TableCell>
              <TableCell align="right">{t('headroom.limit')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {rates.map(({ scope, kind, left, limit }) => (
              <TableRow key={`${scope} ${kind}`}>
                <TableCell>
                  {t(`rates.${kind}`)}{' '}
                  {scopes.size > 1 && <Muted>{shortName(scope)}</Muted>}
                </TableCell>
                <TableCell align="right">
                  <b>{t('number', { value: left })}</b>
                </TableCell>
                <TableCell align="right">
                  {t('number', { value: limit })}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {example && (
        <p style={{ marginTop: 8 }}>
          <Muted>
            {t('rates.example', {
              alias: <code>{example.alias}</code>,
              amount: fine(example.amount),
            })}
          </Muted>
        </p>
      )}
    </div>
  );
}
