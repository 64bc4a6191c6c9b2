import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type {
  LlmSummary,
  ScopeBudget,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Big,
  CardSection,
  Muted,
  StateMark,
  TextLink,
} from '@waymark/backstage-plugin-waymark-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../hooks/useFormats';
import { leftOf, usedOf } from '../../lib/budget';
import { boundsOf, periodOf } from '../../lib/dates';
import { denialsRouteRef } from '../../routes';
import { llmProxyTranslationRef } from '../../translation';
import { BudgetBar, BudgetKeys } from '../BudgetBar/BudgetBar';

const Lines = styled('dl')({
  display: 'grid',
  gap: 5,
  '& > div': { display: 'flex', justifyContent: 'space-between', gap: 8 },
  '& dd': { fontVariantNumeric: 'tabular-nums', textAlign: 'right' },
});

/** Spend, headroom and denials of a service in this period. */
export function CardBody({ summary }: { summary: LlmSummary }) {
  const { budget } = summary;
  return (
    <>
      {budget && <Spend budget={budget} />}
      <CardSection>
        <Lines>
          {budget && <Outlook budget={budget} />}
          <Headroom summary={summary} />
          <Denied summary={summary} />
        </Lines>
      </CardSection>
    </>
  );
}

function Spend({ budget }: { budget: ScopeBudget }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd, month } = useFormats();
  const name = month(periodOf(Date.now()));
  return (
    <>
      <p style={{ marginBottom: 8 }}>
        <Big>{usd(usedOf(budget))}</Big>{' '}
        <Muted>
          {budget.limit === null
            ? t('card.inMonth', { month: name })
            : t('card.ofLimit', { limit: usd(budget.limit), month: name })}
        </Muted>
      </p>
      {budget.limit !== null && <BudgetBar budget={budget} />}
      <div style={{ marginTop: 8 }}>
        <BudgetKeys budget={budget} />
      </div>
    </>
  );
}

function Line(props: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Outlook({ budget }: { budget: ScopeBudget }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { day, usd } = useFormats();
  const { to } = boundsOf(periodOf(Date.now()));
  return (
    <>
      {budget.forecast !== null && (
        <Line name={t('card.forecast', { day: day(to) })}>
          {usd(budget.forecast)}
        </Line>
      )}
      {budget.reachesLimitOn && (
        <Line
          name={
            <>
              <StateMark state="warn" /> {t('card.reaches')}
            </>
          }
        >
          {day(budget.reachesLimitOn)}
        </Line>
      )}
    </>
  );
}

/** The limit above that binds first, when it is not the service's own. */
function Headroom({ summary: { budget, tightest } }: { summary: LlmSummary }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd } = useFormats();
  const left = tightest ? leftOf(tightest) : undefined;
  if (!tightest || left === undefined || tightest.scope === budget?.scope) {
    return null;
  }
  return (
    <Line name={t('card.leftAbove', { scope: tightest.title })}>
      {usd(left)}
    </Line>
  );
}

function Denied({ summary }: { summary: LlmSummary }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const route = useRouteRef(denialsRouteRef);
  const { calls, denials, entityRef } = summary;
  const count = t('number', { value: denials });
  return (
    <Line name={t('card.denied')}>
      {route && denials > 0 ? (
        <TextLink to={`${route()}?who=${encodeURIComponent(entityRef)}`}>
          {count}
        </TextLink>
      ) : (
        count
      )}{' '}
      <Muted>{t('card.ofCalls', { count: calls })}</Muted>
    </Line>
  );
}
