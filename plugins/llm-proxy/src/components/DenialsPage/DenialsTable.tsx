import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { LlmDenial } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  MiddleCut,
  Muted,
  NoValue,
  State,
  TableScroll,
  Tag,
} from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { useFormats } from '../../hooks/useFormats';
import { shortName } from '../../lib/names';
import { llmProxyTranslationRef } from '../../translation';
import { type Ask, AskPanel } from '../AskPanel/AskPanel';
import { Who } from '../Who/Who';

/** Denials as a table; each can be asked about. Never a prompt. */
export function DenialsTable(props: {
  items: LlmDenial[];
  /** Whether it says who was refused. */
  principal?: boolean;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const [asked, setAsked] = useState<LlmDenial>();
  const toAsk = useAsk();
  return (
    <>
      <TableScroll>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t('denials.when')}</TableCell>
              <TableCell>{t('denials.answer')}</TableCell>
              {props.principal && (
                <TableCell>{t('denials.principal')}</TableCell>
              )}
              <TableCell>{t('denials.model')}</TableCell>
              <TableCell>{t('denials.reason')}</TableCell>
              <TableCell>{t('denials.owner')}</TableCell>
              <TableCell align="right">{t('denials.next')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {props.items.map(item => (
              <DenialRow
                key={item.id}
                item={item}
                principal={props.principal}
                onAsk={() => setAsked(item)}
              />
            ))}
          </TableBody>
        </Table>
      </TableScroll>
      <AskPanel
        ask={asked && toAsk(asked)}
        onClose={() => setAsked(undefined)}
      />
    </>
  );
}

function DenialRow(props: {
  item: LlmDenial;
  principal?: boolean;
  onAsk: () => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { time } = useFormats();
  const { item } = props;
  return (
    <TableRow>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <time dateTime={item.at}>{time(item.at)}</time>{' '}
        {item.imported && <Tag>{t('imported')}</Tag>}
      </TableCell>
      <TableCell>
        <State state="fail">
          <code>{item.status}</code> {t(`stage.${item.stage}`)}
        </State>
      </TableCell>
      {props.principal && (
        <TableCell>
          <Who name={item.service ?? item.user} />
          {item.service && item.user && (
            <>
              {' '}
              <Muted>{shortName(item.user)}</Muted>
            </>
          )}
        </TableCell>
      )}
      <TableCell>
        {item.alias === null ? (
          <NoValue />
        ) : (
          <code>
            <MiddleCut text={item.alias} max={28} />
          </code>
        )}
      </TableCell>
      <TableCell sx={{ minWidth: 240 }}>
        {item.rule && (
          <>
            <code>{item.rule}</code>{' '}
          </>
        )}
        {item.reason}
      </TableCell>
      <TableCell>
        <Who name={item.owner} />
      </TableCell>
      <TableCell align="right">
        <Button
          variant="text"
          size="small"
          sx={{ fontSize: 14 }}
          onClick={props.onAsk}
        >
          {t('denials.ask')}
        </Button>
      </TableCell>
    </TableRow>
  );
}

function useAsk(): (item: LlmDenial) => Ask {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { time } = useFormats();
  return item => {
    const rule = [item.rule, item.reason].filter(Boolean).join(' ');
    return {
      title: t('denials.askTitle'),
      why: t('denials.askWhy', {
        status: String(item.status),
        code: item.code,
        rule,
      }),
      owner: item.owner,
      text: t('denials.askText', {
        principal: item.service ?? item.user ?? '—',
        alias: item.alias ?? '—',
        time: `${time(item.at)} UTC`,
        rule,
        request: item.requestId,
      }),
    };
  };
}
