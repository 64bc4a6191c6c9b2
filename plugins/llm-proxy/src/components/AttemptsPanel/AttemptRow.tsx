import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import type { LlmAttempt } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type MarkState,
  MiddleCut,
  NoValue,
  Small,
  State,
  Tag,
} from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { shortName } from '../../lib/names';
import { llmProxyTranslationRef } from '../../translation';
import { Who } from '../Who/Who';

const marks: Record<LlmAttempt['outcome'], MarkState> = {
  settled: 'pass',
  open: 'none',
  unreconciled: 'unknown',
  released: 'stale',
};

/** One attempt; the time opens all that is recorded of it. */
export function AttemptRow(props: {
  item: LlmAttempt;
  open: boolean;
  onToggle: () => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { time, fine } = useFormats();
  const { item, open } = props;
  const number = (count: number | null) =>
    count === null ? <NoValue /> : t('number', { value: count });
  return (
    <TableRow>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <Button
          variant="text"
          size="small"
          sx={{ fontSize: 14 }}
          aria-expanded={open}
          onClick={props.onToggle}
        >
          {time(item.at)}
        </Button>
      </TableCell>
      <TableCell>
        <Who name={item.service ?? item.user ?? item.team} />
        {item.service && item.user && (
          <>
            {' '}
            <Small>{shortName(item.user)}</Small>
          </>
        )}
      </TableCell>
      <TableCell>
        <code>
          <MiddleCut text={item.alias} max={20} />
        </code>
      </TableCell>
      <TableCell align="right">{number(item.inputTokens)}</TableCell>
      <TableCell align="right">
        {number(item.outputTokens)}
        {item.estimated && (
          <>
            {' '}
            <Tag>{t('attempts.estimated')}</Tag>
          </>
        )}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <State state={marks[item.outcome]}>
          {t(`outcome.${item.outcome}`)}
        </State>{' '}
        {item.imported && <Tag>{t('imported')}</Tag>}
      </TableCell>
      <TableCell align="right">{fine(item.amount)}</TableCell>
      <TableCell align="right">
        {item.durationMs === null ? (
          <NoValue />
        ) : (
          t('attempts.ms', { value: item.durationMs })
        )}
      </TableCell>
    </TableRow>
  );
}
