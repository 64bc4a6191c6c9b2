import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './translations/en';

/**
 * Texts of the LLM pages and cards. German is loaded when the app offers it.
 *
 * @public
 */
export const llmProxyTranslationRef = createTranslationRef({
  id: 'plugin.llm-proxy',
  messages,
  translations: {
    de: () => import('./translations/de'),
  },
});
