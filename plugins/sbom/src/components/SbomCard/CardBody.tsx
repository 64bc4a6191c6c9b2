import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type {
  BomHead,
  BomSummary,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  Big,
  CardSection,
  Dot,
  Muted,
  NoValue,
  Note,
  StateMark,
  TextLink,
} from '@waymark/backstage-plugin-waymark-react';
import { sortHeads, stateMarks } from '../../lib/states';
import { sbomTranslationRef } from '../../translation';
import { UploadCommand } from '../UploadCommand/UploadCommand';

const Figures = styled('p')({
  display: 'flex',
  justifyContent: 'space-between',
  gap: 8,
  maxWidth: 420,
  fontSize: 12,
  color: 'var(--wm-muted)',
  whiteSpace: 'nowrap',
  '& b': { color: 'var(--wm-fg)' },
});

const Heads = styled('ul')({
  display: 'grid',
  gap: 6,
  '& > li': { display: 'flex', alignItems: 'center', gap: 8, minWidth: 0 },
  '& > li > .name': {
    flex: 1,
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
});

const Notes = styled('div')({ display: 'grid', gap: 8, marginTop: 12 });

const SHOWN_HEADS = 5;

/** Figures, heads and what is wrong; or how to send the first BOM. */
export function CardBody(props: { summary: BomSummary; tabUrl?: string }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { main, entityRef } = props.summary;
  const heads = sortHeads(props.summary.heads);
  if (!main) {
    return (
      <>
        <p style={{ marginBottom: 12 }}>{t('card.empty')}</p>
        <UploadCommand entityRef={entityRef} />
        <CardNotes {...props} />
      </>
    );
  }
  return (
    <>
      <FigureRow main={main} />
      <CardSection>
        <Heads>
          {heads.slice(0, SHOWN_HEADS).map(head => (
            <HeadLine key={`${head.slot} ${head.channel}`} head={head} />
          ))}
        </Heads>
        {heads.length > SHOWN_HEADS && (
          <Muted>
            {t('counts.more', { count: heads.length - SHOWN_HEADS })}
          </Muted>
        )}
      </CardSection>
      <CardNotes {...props} />
    </>
  );
}

function FigureRow({ main }: { main: BomHead }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <Figures>
      <span>
        <Big>{main.components.toLocaleString()}</Big>{' '}
        {t('counts.componentsWord', { count: main.components })}
      </span>
      <span>
        <Big>{main.direct?.toLocaleString() ?? <NoValue />}</Big>{' '}
        {t('counts.direct')}
      </span>
      <span>
        <Big>{main.quality}</Big> {t('counts.quality')}
      </span>
    </Figures>
  );
}

function HeadLine({ head }: { head: BomHead }) {
  return (
    <li>
      <StateMark state={stateMarks[head.state]} />
      <span className="name">
        {head.slot}
        <Dot />
        <Muted>
          {head.channel}
          {head.commit && (
            <>
              , <code>{head.commit.slice(0, 7)}</code>
            </>
          )}
        </Muted>
      </span>
      <Muted>
        <Age at={head.effectiveAt} />
      </Muted>
    </li>
  );
}

function CardNotes(props: { summary: BomSummary; tabUrl?: string }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { heads, lastRefusal } = props.summary;
  const stale = sortHeads(heads).find(head => head.state === 'stale');
  const action = (text: string) =>
    props.tabUrl && (
      <TextLink to={`${props.tabUrl}?tab=uploads`}>{text}</TextLink>
    );
  if (!stale && !lastRefusal) {
    return null;
  }
  return (
    <Notes>
      {lastRefusal && (
        <Note state="fail" action={action(t('card.refusedAction'))}>
          {t('card.refused', {
            age: <Age at={lastRefusal.at} />,
            code: <code>{lastRefusal.code}</code>,
            detail: lastRefusal.detail,
          })}
        </Note>
      )}
      {stale && (
        <Note state="stale" action={action(t('card.staleAction'))}>
          {t('card.staleHead', {
            head: t('head.name', { slot: stale.slot, channel: stale.channel }),
            age: <Age at={stale.effectiveAt} form="plain" />,
          })}
        </Note>
      )}
    </Notes>
  );
}
