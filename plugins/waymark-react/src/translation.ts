import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './translations/en';

/**
 * Texts of the shared marks. German is loaded when the app offers it.
 *
 * @public
 */
export const waymarkTranslationRef = createTranslationRef({
  id: 'plugin.waymark-react',
  messages,
  translations: {
    de: () => import('./translations/de'),
  },
});
