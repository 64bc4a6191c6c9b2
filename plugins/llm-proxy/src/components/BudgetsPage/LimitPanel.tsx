import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  type ScopeBudget,
  llmProxyBudgetUpdatePermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  CodeBlock,
  Muted,
  Note,
  SidePanel,
  SkeletonRows,
  percent,
} from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { usedOf } from '../../lib/budget';
import { llmProxyTranslationRef } from '../../translation';
import { Who } from '../Who/Who';
import { LimitForm } from './LimitForm';

/** Another limit: a form for those who may set it, words to ask for the others. */
export function LimitPanel(props: {
  budget: ScopeBudget;
  open: boolean;
  onClose: () => void;
  onChanged: () => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { budget } = props;
  const { allowed, loading } = usePermission({
    permission: llmProxyBudgetUpdatePermission,
  });
  return (
    <SidePanel
      open={props.open}
      title={t(allowed ? 'limit.titleOf' : 'limit.requestOf', {
        scope: budget.title,
      })}
      closeLabel={t('panel.close')}
      onClose={props.onClose}
    >
      {loading && <SkeletonRows rows={4} />}
      {!loading && allowed && (
        <LimitForm budget={budget} onChanged={props.onChanged} />
      )}
      {!loading && !allowed && <Request budget={budget} />}
    </SidePanel>
  );
}

function Request({ budget }: { budget: ScopeBudget }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd, day } = useFormats();
  const limit =
    budget.limit === null ? t('changes.noLimit') : usd(budget.limit);
  const facts = t('limit.facts', {
    used: usd(usedOf(budget)),
    percent: String(percent(usedOf(budget), budget.limit ?? 0)),
    forecast: budget.forecast === null ? '—' : usd(budget.forecast),
    reached: budget.reachesLimitOn ? day(budget.reachesLimitOn) : '—',
  });
  const text = t('limit.text', {
    scope: budget.title,
    ref: budget.scope,
    limit,
    facts,
  });
  return (
    <>
      <Note state="unknown">
        {t('limit.forbidden', {
          permission: <code>{llmProxyBudgetUpdatePermission.name}</code>,
        })}
      </Note>
      <p>
        <Muted>{t('ask.owner')}</Muted>{' '}
        {budget.setBy === null ? (
          t('ask.platform')
        ) : (
          <Who name={budget.setBy} />
        )}
      </p>
      <p>{t('limit.above')}</p>
      <h3>{t('ask.text')}</h3>
      <CodeBlock prose text={text} label={t('ask.text')} />
    </>
  );
}
