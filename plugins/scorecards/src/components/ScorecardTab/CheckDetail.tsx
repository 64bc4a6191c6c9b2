import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import {
  type Check,
  type Scorecard,
  scorecardsScorecardReadPermission,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Age,
  Card,
  CardSection,
  CodeBlock,
  EntityLink,
  Loaded,
  SidePanel,
  Small,
  SkeletonRows,
  State,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { type ReactNode, useState } from 'react';
import { scorecardsApiRef } from '../../api';
import { checkMarks, day } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';
import { RequestException } from '../RequestException/RequestException';
import { CheckHistoryStrip } from './CheckHistoryStrip';
import { Findings } from './Findings';

const Facts = styled('dl')({
  display: 'flex',
  flexWrap: 'wrap',
  gap: '8px 32px',
  '& dt': { color: 'var(--wm-muted)', fontSize: 12, lineHeight: '16px' },
});

const Source = styled('pre')({
  margin: 0,
  padding: '8px 12px',
  maxHeight: 480,
  overflow: 'auto',
  borderRadius: 4,
  background: 'var(--wm-code)',
  fontFamily: 'var(--wm-mono)',
  fontSize: 12,
  lineHeight: '18px',
});

/** One check: what was found, how to fix it, why, since when, and the rule. */
export function CheckDetail(props: { check: Check; scorecard: Scorecard }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { check, scorecard } = props;
  const client = useApi(scorecardsApiRef);
  const rule = useData(check.rule, signal =>
    client.rule(check.rule, { signal }),
  );
  return (
    <Card
      title={`${check.rule} ${check.title}`}
      end={<AskForException {...props} />}
    >
      <CheckFacts {...props} owner={rule.data?.owner} />
      <Part title={t('detail.found')}>
        <Findings check={check} />
      </Part>
      <Loaded
        state={rule}
        skeleton={<SkeletonRows rows={8} height={24} />}
        permission={scorecardsScorecardReadPermission.name}
      >
        {({ bundleDigest, rationale, remediation, source }) => (
          <>
            <Part title={t('detail.fix')}>
              <p>{remediation}</p>
              <Small>{t('detail.gate')}</Small>
              <CodeBlock text="waymark gate" label={t('detail.gate')} />
            </Part>
            <Part title={t('detail.why')}>
              <p>{rationale}</p>
            </Part>
            <Part title={t('detail.history')}>
              <CheckHistoryStrip
                entityRef={scorecard.entityRef}
                rule={check.rule}
              />
            </Part>
            <Part
              title={t('detail.source')}
              note={t('detail.bundle', { digest: bundleDigest.slice(0, 19) })}
            >
              <Source tabIndex={0}>{source}</Source>
            </Part>
          </>
        )}
      </Loaded>
    </Card>
  );
}

/** Where there is something that an exception may be asked for. */
function AskForException(props: { check: Check; scorecard: Scorecard }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const [open, setOpen] = useState(false);
  const { findings, rule } = props.check;
  if (!findings.some(({ exception, waivable }) => waivable && !exception)) {
    return null;
  }
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('request.open')}
      </Button>
      <SidePanel
        open={open}
        title={`${t('request.open')}: ${rule}`}
        closeLabel={t('request.close')}
        onClose={() => setOpen(false)}
      >
        <RequestException
          check={props.check}
          entityRef={props.scorecard.entityRef}
        />
      </SidePanel>
    </>
  );
}

function Part(props: { title: string; note?: string; children: ReactNode }) {
  return (
    <CardSection>
      <h3
        style={{
          marginBottom: 8,
          display: 'flex',
          justifyContent: 'space-between',
        }}
      >
        {props.title}
        {props.note && <Small style={{ fontWeight: 400 }}>{props.note}</Small>}
      </h3>
      {props.children}
    </CardSection>
  );
}

function CheckFacts(props: {
  check: Check;
  scorecard: Scorecard;
  owner: string | undefined;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { commit, due, evaluatedAt, exemptUntil, level, since, state } =
    props.check;
  const title = props.scorecard.levels.find(({ id }) => id === level)?.title;
  const facts: [string, ReactNode][] = [
    [
      t('detail.state'),
      <State key="state" state={checkMarks[state]}>
        {t('detail.stateSince', {
          state: t(`check.${state}`),
          age: <Age at={since} form="plain" />,
        })}
      </State>,
    ],
    [t('detail.level'), title],
    [t('detail.due'), due && day(due)],
    [t('detail.exemptUntil'), exemptUntil && day(exemptUntil)],
    [t('detail.owner'), props.owner && <EntityLink entityRef={props.owner} />],
    [
      t('detail.evaluated'),
      t('detail.evaluatedAt', {
        age: <Age at={evaluatedAt} />,
        commit: <code>{commit?.slice(0, 7) ?? '–'}</code>,
      }),
    ],
  ];
  return (
    <Facts>
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </Facts>
  );
}
