import { discoveryApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { ScorecardsClient } from '@waymark/backstage-plugin-scorecards-common';
import { useLocation } from 'react-router-dom';
import { scorecardsApiRef } from '../api';
import { rulesRouteRef, servicesRouteRef } from '../routes';

const discoveryApi = {
  getBaseUrl: async () => 'https://portal.example.com/api/scorecards',
};

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="url">{pathname + search}</output>;
}

/**
 * Renders an element over a fake server: the client above it is the real one.
 *
 * @param answers - by path below `/v1`; a number is a status to fail with,
 *   `never` leaves the request open
 */
export function renderScorecards(
  element: JSX.Element,
  answers: Record<string, unknown>,
  url = '/',
) {
  const seen: string[] = [];
  const respond = async (input: unknown) => {
    const { pathname, search } = new URL(String(input));
    const path = pathname.replace('/api/scorecards/v1', '');
    seen.push(path + search);
    const answer = answers[path] ?? 404;
    if (answer === 'never') {
      return new Promise<Response>(() => {});
    }
    const failed = typeof answer === 'number';
    return new Response(
      JSON.stringify(failed ? { error: { message: 'No answer' } } : answer),
      {
        status: failed ? answer : 200,
        headers: { 'content-type': 'application/json' },
      },
    );
  };
  const client = new ScorecardsClient({
    discoveryApi,
    fetchApi: { fetch: respond as typeof fetch },
  });
  renderInTestApp(
    <>
      {element}
      <Location />
    </>,
    {
      initialRouteEntries: [url],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/scorecards/services': servicesRouteRef,
        '/scorecards/rules': rulesRouteRef,
      },
      apis: [
        [discoveryApiRef, discoveryApi],
        [catalogApiRef, catalogApiMock({ entities: [] })],
        [scorecardsApiRef, client],
      ],
    },
  );
  return { seen };
}
