import type { Entity } from '@backstage/catalog-model';
import { discoveryApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { LlmProxyClient } from '@waymark/backstage-plugin-llm-proxy-common';
import { useLocation } from 'react-router-dom';
import { llmProxyApiRef } from '../api';
import {
  budgetsRouteRef,
  denialsRouteRef,
  modelsRouteRef,
  ownUseRouteRef,
} from '../routes';
import { TEAM, USER } from './wire';

/** What the fake server was asked. */
export interface Seen {
  method: string;
  /** Below the plugin's base URL. */
  path: string;
  query: URLSearchParams;
  body: string | undefined;
}

/**
 * Answers for one path: a JSON value, or what makes one. A number is a
 * status to fail with; `never` leaves the request open.
 */
export type Answer = unknown | ((seen: Seen) => unknown);

const baseUrl = 'https://portal.example.com/api/llm-proxy';

const discoveryApi = { getBaseUrl: async () => baseUrl };

/** A server at the transport: the client above it is the real one. */
function fakeServer(answers: Record<string, Answer>) {
  const seen: Seen[] = [];
  const respond = async (input: unknown, init?: RequestInit) => {
    const url = new URL(String(input));
    const request: Seen = {
      method: init?.method ?? 'GET',
      path: url.pathname.replace('/api/llm-proxy', ''),
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
  const client = new LlmProxyClient({
    discoveryApi,
    fetchApi: { fetch: respond as typeof fetch },
  });
  return { client, seen };
}

const entities: Entity[] = ['checkout', 'refunds'].map(name => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  relations: [{ type: 'ownedBy', targetRef: TEAM }],
}));

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="url">{pathname + search}</output>;
}

/** Renders an element of the plugin over a fake server. */
export function renderLlm(
  element: JSX.Element,
  options: {
    answers: Record<string, Answer>;
    url?: string;
    /** What permissions the person has; all when left out. */
    allowed?: boolean;
  },
) {
  const { client, seen } = fakeServer(options.answers);
  const rendered = renderInTestApp(
    <>
      {element}
      <Location />
    </>,
    {
      initialRouteEntries: [options.url ?? '/'],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/llm/use': ownUseRouteRef,
        '/llm/budgets': budgetsRouteRef,
        '/llm/models': modelsRouteRef,
        '/llm/denials': denialsRouteRef,
      },
      apis: [
        [discoveryApiRef, discoveryApi],
        [catalogApiRef, catalogApiMock({ entities })],
        [llmProxyApiRef, client],
        mockApis.identity({
          userEntityRef: USER,
          ownershipEntityRefs: [USER, TEAM],
          token: 'backstage-token',
        }),
        mockApis.permission({
          authorize: options.allowed === false ? 'DENY' : 'ALLOW',
        } as never),
      ],
    },
  );
  return { seen, rendered };
}
