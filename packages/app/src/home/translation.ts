import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './translations/en';

/** Texts of the home page's frame. */
export const homeTranslationRef = createTranslationRef({
  id: 'app.home',
  messages,
  translations: {
    de: () => import('./translations/de'),
  },
});
