import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { messages } from './translations/en';

/** Texts of the frame: navigation and sign-in. */
export const appTranslationRef = createTranslationRef({
  id: 'app.portal',
  messages,
  translations: {
    de: () => import('./translations/de'),
  },
});
