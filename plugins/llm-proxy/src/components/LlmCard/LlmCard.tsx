import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  type LlmSummary,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  Dot,
  Failure,
  SkeletonRows,
  StateChip,
  percent,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { Fragment } from 'react';
import { llmProxyApiRef } from '../../api';
import { budgetMarks, stateOf, usedOf } from '../../lib/budget';
import { budgetsRouteRef } from '../../routes';
import { llmProxyTranslationRef } from '../../translation';
import { CardBody } from './CardBody';
import { HowToStart } from './HowToStart';

/** What a service spends on models, and what is left, in one look. */
export function LlmCard(props: { entityRef: string }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const route = useRouteRef(budgetsRouteRef);
  const answer = useData(props.entityRef, async signal => {
    const { items } = await client.getSummaries([props.entityRef], { signal });
    return { summary: items[0] ?? null };
  });
  const summary = answer.data?.summary;
  const hidden = summary === null ? { status: 404 } : undefined;
  const error = answer.error ?? hidden;
  const used = summary && isUsed(summary);
  return (
    <Card
      title={t('card.title')}
      openUrl={
        route && `${route()}?scope=${encodeURIComponent(props.entityRef)}`
      }
      state={summary && <CardState summary={summary} />}
      footer={summary && used && <ModelShares summary={summary} />}
    >
      {error !== undefined && (
        <Failure
          error={error}
          permission={llmProxyUsageReadPermission.name}
          onRetry={answer.retry}
        />
      )}
      {!summary && error === undefined && <SkeletonRows rows={5} height={34} />}
      {summary && used && <CardBody summary={summary} />}
      {summary && !used && <HowToStart entityRef={props.entityRef} />}
    </Card>
  );
}

/** Whether it has called, tried to, or spent anything. */
function isUsed({ budget, calls, denials }: LlmSummary): boolean {
  return calls > 0 || denials > 0 || (budget !== null && usedOf(budget) > 0);
}

function CardState({ summary }: { summary: LlmSummary }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const bound = summary.tightest ?? summary.budget;
  if (!isUsed(summary)) {
    return <StateChip state="none">{t('card.unused')}</StateChip>;
  }
  const state = bound ? stateOf(bound) : 'unlimited';
  return (
    <StateChip state={budgetMarks[state]}>{t(`card.state.${state}`)}</StateChip>
  );
}

function ModelShares({ summary }: { summary: LlmSummary }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const spend = summary.models.reduce((sum, model) => sum + model.amount, 0);
  if (spend === 0) {
    return <>{t('card.noSpend')}</>;
  }
  return (
    <>
      {summary.models.slice(0, 3).map((model, index) => (
        <Fragment key={model.alias}>
          {index > 0 && <Dot />}
          {model.alias} {percent(model.amount, spend)} %
        </Fragment>
      ))}{' '}
      {t('card.ofSpend')}
    </>
  );
}
