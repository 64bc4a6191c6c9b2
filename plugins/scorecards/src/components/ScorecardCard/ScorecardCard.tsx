import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type Check,
  type Scorecard,
  scorecardsScorecardReadPermission,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Age,
  Bar,
  Card,
  CardSection,
  Level,
  Loaded,
  Muted,
  Note,
  SkeletonRows,
  StateMark,
  TextLink,
  useData,
  useEntityUrl,
} from '@waymark/backstage-plugin-waymark-react';
import { scorecardsApiRef } from '../../api';
import { checkMarks } from '../../lib/states';
import { ENTITY_TAB_PATH } from '../../routes';
import { scorecardsTranslationRef } from '../../translation';
import { SendEvidence } from './SendEvidence';

const Counts = styled('p')({
  display: 'flex',
  justifyContent: 'space-between',
  gap: 8,
  margin: '8px 0 0 !important',
  fontSize: 12,
  color: 'var(--wm-muted)',
});

const Asks = styled('ul')({
  display: 'grid',
  gap: 6,
  '& > li': { display: 'flex', alignItems: 'center', gap: 8, minWidth: 0 },
  '& > li > .name': {
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
});

const SHOWN = 4;

/** How a service stands by the rules, in one look. */
export function ScorecardCard(props: { entityRef: string }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const client = useApi(scorecardsApiRef);
  const url = useEntityUrl()(props.entityRef, ENTITY_TAB_PATH);
  const answer = useData(props.entityRef, signal =>
    client.scorecard(props.entityRef, { signal }),
  );
  const scorecard = answer.data;
  return (
    <Card
      title={t('card.title')}
      openUrl={url}
      state={scorecard && <NowLevel scorecard={scorecard} />}
      footer={
        scorecard?.lastChange && <LastChange change={scorecard.lastChange} />
      }
    >
      <Loaded
        state={answer}
        skeleton={<SkeletonRows rows={5} height={34} />}
        permission={scorecardsScorecardReadPermission.name}
      >
        {data =>
          data.state === 'none' ? (
            <SendEvidence entityRef={data.entityRef} />
          ) : (
            <Body scorecard={data} url={url} />
          )
        }
      </Loaded>
    </Card>
  );
}

function NowLevel({ scorecard }: { scorecard: Scorecard }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { level, levels } = scorecard;
  const rank = levels.findIndex(({ id }) => id === level);
  return (
    <Level rank={rank < 0 ? null : rank}>
      {levels[rank]?.title ?? t('level.none')}
    </Level>
  );
}

function Body(props: { scorecard: Scorecard; url?: string }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { counts, evaluatedAt, state } = props.scorecard;
  const numbers = {
    pass: counts.pass ?? 0,
    exempt: counts.exempt ?? 0,
    fail: (counts.fail ?? 0) + (counts.error ?? 0),
    unknown: counts.unknown ?? 0,
  };
  return (
    <>
      <Bar
        label={t('card.bar', numbers)}
        parts={[
          { kind: 'good', value: numbers.pass },
          { kind: 'exempt', value: numbers.exempt },
          { kind: 'bad', value: numbers.fail },
          { kind: 'none', value: numbers.unknown },
        ]}
      />
      <Counts>
        <span>{t('card.counts', numbers)}</span>
        <span>{t('card.open', numbers)}</span>
      </Counts>
      <CardSection>
        <NextLevel scorecard={props.scorecard} />
      </CardSection>
      {state === 'stale' && evaluatedAt && (
        <div style={{ marginTop: 12 }}>
          <Note
            state="stale"
            action={
              props.url && (
                <TextLink to={props.url}>{t('card.staleAction')}</TextLink>
              )
            }
          >
            {t('card.stale', { age: <Age at={evaluatedAt} form="plain" /> })}
          </Note>
        </div>
      )}
    </>
  );
}

function NextLevel({ scorecard }: { scorecard: Scorecard }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const next = scorecard.levels.find(({ id }) => id === scorecard.nextLevel);
  if (!next) {
    return <p>{t('card.top')}</p>;
  }
  const checks = new Map(scorecard.checks.map(check => [check.rule, check]));
  const asks = next.asks
    .map(rule => checks.get(rule))
    .filter((check): check is Check => check !== undefined);
  return (
    <>
      <h3 style={{ marginBottom: 8 }}>
        {t('card.toReach', { level: next.title })}
      </h3>
      <Asks>
        {asks.slice(0, SHOWN).map(check => (
          <li key={check.rule}>
            <StateMark state={checkMarks[check.state]} />
            <code>{check.rule}</code>
            <span className="name">{check.title}</span>
            <Muted>{check.findings[0]?.file}</Muted>
          </li>
        ))}
      </Asks>
      {asks.length > SHOWN && (
        <Muted>{t('card.more', { count: asks.length - SHOWN })}</Muted>
      )}
    </>
  );
}

function LastChange({
  change,
}: {
  change: NonNullable<Scorecard['lastChange']>;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  return (
    <>
      {t('card.lastChange', {
        age: <Age at={change.at} />,
        rule: change.rule,
        from: change.from ? t(`check.${change.from}`) : t('detail.first'),
        to: t(`check.${change.to}`),
      })}
    </>
  );
}
