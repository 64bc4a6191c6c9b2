import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { PolicyException } from '@waymark/backstage-plugin-scorecards-common';
import {
  Age,
  Card,
  CardSection,
  EntityLink,
  NoValue,
  Small,
  Tag,
} from '@waymark/backstage-plugin-waymark-react';
import type { ReactNode } from 'react';
import { day } from '../../lib/states';
import { ENTITY_TAB_PATH } from '../../routes';
import { scorecardsTranslationRef } from '../../translation';
import { DecisionForm } from './DecisionForm';

const Facts = styled('dl')({
  display: 'grid',
  gridTemplateColumns: 'max-content minmax(0, 1fr)',
  gap: '8px 24px',
  '& dt': { color: 'var(--wm-muted)' },
  '& dd': { overflowWrap: 'anywhere' },
});

const History = styled('ol')({ display: 'grid', gap: 6 });

/** What is asked, by whom, why, until when; what happened; and the decision. */
export function ExceptionDetail(props: {
  exception: PolicyException;
  onDecided: () => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { exception } = props;
  return (
    <Card
      title={`${exception.rule} ${exception.id}`}
      state={<Tag>{t(`exceptions.state.${exception.state}`)}</Tag>}
      end={
        <EntityLink
          entityRef={exception.entityRef}
          path={`${ENTITY_TAB_PATH}?rule=${exception.rule}`}
        />
      }
    >
      <ExceptionFacts exception={exception} />
      {exception.may.length > 0 && (
        <CardSection>
          <DecisionForm exception={exception} onDecided={props.onDecided} />
        </CardSection>
      )}
      <CardSection>
        <h3 style={{ marginBottom: 8 }}>{t('exceptions.history')}</h3>
        <History>
          {[...exception.history].reverse().map(line => (
            <li key={`${line.at} ${line.what} ${line.by}`}>
              <Small>
                <Age at={line.at} />
              </Small>{' '}
              {t(`exceptions.what.${line.what}`)}{' '}
              {line.by && <EntityLink entityRef={line.by} />} {line.reason}
            </li>
          ))}
        </History>
      </CardSection>
    </Card>
  );
}

function ExceptionFacts({ exception }: { exception: PolicyException }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { approvals, approvalsNeeded, approverGroup } = exception;
  const facts: [string, ReactNode][] = [
    [t('exceptions.what.finding'), <code key="f">{exception.finding}</code>],
    [
      t('exceptions.who'),
      <span key="w">
        <EntityLink entityRef={exception.requestedBy} />,{' '}
        <Age at={exception.requestedAt} />
      </span>,
    ],
    [t('exceptions.why'), exception.reason],
    [t('exceptions.ticket'), exception.ticket ?? <NoValue />],
    [t('exceptions.control'), exception.compensatingControl],
    [
      t('exceptions.when'),
      t('exceptions.period', {
        from: day(exception.notBefore),
        to: day(exception.expires),
      }),
    ],
    [
      t('exceptions.approvals'),
      <span key="a">
        {t('exceptions.approvalsOf', {
          given: approvals.length,
          needed: approvalsNeeded,
        })}
        , <EntityLink entityRef={approverGroup} />
      </span>,
    ],
  ];
  return (
    <Facts>
      {facts.map(([name, value]) => [
        <dt key={`${name} name`}>{name}</dt>,
        <dd key={name}>{value}</dd>,
      ])}
    </Facts>
  );
}
