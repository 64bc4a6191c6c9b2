import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './translations/en';

/**
 * Texts of the SBOM pages and cards. German is loaded when the app offers it.
 *
 * @public
 */
export const sbomTranslationRef = createTranslationRef({
  id: 'plugin.sbom',
  messages,
  translations: {
    de: () => import('./translations/de'),
  },
});
