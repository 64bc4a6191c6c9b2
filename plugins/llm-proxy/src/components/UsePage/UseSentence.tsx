import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  LlmModel,
  LlmUse,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { useFormats } from '../../hooks/useFormats';
import { leftOf, tightestOf } from '../../lib/budget';
import { shortName } from '../../lib/names';
import { llmProxyTranslationRef } from '../../translation';

/** How many models are open, and which limit comes next. */
export function UseSentence(props: { use: LlmUse; models: LlmModel[] }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { usd, day } = useFormats();
  const { use, models } = props;
  const count = models.filter(model => model.access.allowed).length;
  const tightest = tightestOf(use.budgets);
  const developer = use.team
    ? t('use.asDeveloperOf', { team: shortName(use.team) })
    : t('use.asDeveloper');
  const whom = use.service
    ? t('use.asService', { service: shortName(use.service) })
    : developer;
  return (
    <>
      {t('use.open', { count, whom })}{' '}
      {tightest
        ? t(tightest.kind === 'user' ? 'use.nextOwn' : 'use.next', {
            scope: tightest.title,
            left: usd(leftOf(tightest)!),
            day: day(use.resetsAt),
          })
        : t('use.noLimit')}
    </>
  );
}
