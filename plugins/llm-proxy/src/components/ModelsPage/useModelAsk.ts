import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { LlmModel } from '@waymark/backstage-plugin-llm-proxy-common';
import { llmProxyTranslationRef } from '../../translation';
import type { Ask } from '../AskPanel/AskPanel';

/**
 * Words to ask for a model with.
 *
 * @param service - the one it is for; oneself when undefined
 */
export function useModelAsk(
  service: string | undefined,
): (model: LlmModel) => Ask {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  return ({ alias, access, owner }) => {
    const rule = [access.rule, access.reason].filter(Boolean).join(' ');
    return {
      title: t('models.askTitle', { alias }),
      why: access.allowed
        ? t('models.askOpen')
        : t('models.askWhy', { rule: rule || t('models.noReason') }),
      owner: access.owner ?? owner,
      text: service
        ? t('models.askTextFor', { alias, service, rule })
        : t('models.askText', { alias, rule }),
    };
  };
}
