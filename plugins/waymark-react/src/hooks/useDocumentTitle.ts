import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useEffect } from 'react';

/**
 * Says in the title of the window, and so in tabs, history and to screen
 * readers, which page this is.
 *
 * @param title - the page's own; the app's follows it. Undefined changes
 *   nothing
 */
export function useDocumentTitle(title: string | undefined): void {
  const app = useApi(configApiRef).getOptionalString('app.title');
  useEffect(() => {
    if (title === undefined) {
      return undefined;
    }
    const before = document.title;
    document.title = app ? `${title} | ${app}` : title;
    return () => {
      document.title = before;
    };
  }, [title, app]);
}
