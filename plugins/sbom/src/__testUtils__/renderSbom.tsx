import { discoveryApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SbomClient } from '@waymark/backstage-plugin-sbom-common';
import { useLocation } from 'react-router-dom';
import { sbomApiRef, sbomSummariesApiRef } from '../api';
import { SummaryLoader } from '../lib/SummaryLoader';
import { coverageRouteRef } from '../routes';

/** What the fake server was asked. */
export interface Seen {
  method: string;
  /** Below `/v1`. */
  path: string;
  query: URLSearchParams;
  body: string | undefined;
}

/**
 * Answers for one path: a JSON value, or what makes one. A number is a
 * status to fail with; `never` leaves the request open.
 */
export type Answer = unknown | ((seen: Seen) => unknown);

const baseUrl = 'https://portal.example.com/api/sbom';

const discoveryApi = { getBaseUrl: async () => baseUrl };

/** A server at the transport: the client above it is the real one. */
function fakeServer(answers: Record<string, Answer>) {
  const seen: Seen[] = [];
  const respond = async (input: unknown, init?: RequestInit) => {
    const url = new URL(String(input));
    const request: Seen = {
      method: init?.method ?? 'GET',
      path: url.pathname.replace('/api/sbom/v1', ''),
      query: url.searchParams,
      body: init?.body as string | undefined,
    };
    seen.push(request);
    const known = answers[request.path] ?? 404;
    const answer = typeof known === 'function' ? known(request) : known;
    if (answer === 'never') {
      return new Promise<Response>(() => {});
    }
    if (answer instanceof Response) {
      return answer;
    }
    const failed = typeof answer === 'number';
    const body = failed ? { error: { message: 'No answer' } } : answer;
    return new Response(JSON.stringify(body), {
      status: failed ? (answer as number) : 200,
      headers: { 'content-type': 'application/json' },
    });
  };
  const client = new SbomClient({
    discoveryApi,
    fetchApi: { fetch: respond as typeof fetch },
  });
  return { client, seen };
}

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="url">{pathname + search}</output>;
}

/** Renders an element of the plugin over a fake server. */
export function renderSbom(
  element: JSX.Element,
  options: { answers: Record<string, Answer>; url?: string },
) {
  const { client, seen } = fakeServer(options.answers);
  renderInTestApp(
    <>
      {element}
      <Location />
    </>,
    {
      initialRouteEntries: [options.url ?? '/'],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/sbom/coverage': coverageRouteRef,
      },
      apis: [
        [discoveryApiRef, discoveryApi],
        [catalogApiRef, catalogApiMock({ entities: [] })],
        [sbomApiRef, client],
        [sbomSummariesApiRef, new SummaryLoader(client)],
      ],
    },
  );
  return { seen };
}
