import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './translations/en';

/**
 * Texts of the scorecards. German is loaded when the app offers it.
 *
 * @public
 */
export const scorecardsTranslationRef = createTranslationRef({
  id: 'plugin.scorecards',
  messages,
  translations: {
    de: () => import('./translations/de'),
  },
});
