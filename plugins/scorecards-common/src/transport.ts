import { ResponseError } from '@backstage/errors';
import { type Problem, problemSchema } from './problem';

/**
 * The transport of {@link ScorecardsClient}: the smallest part of Backstage's
 * discovery and fetch services.
 *
 * @public
 */
export interface ScorecardsClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}

/**
 * Per request: a token for callers whose `fetch` adds none, and a signal to
 * give up.
 *
 * @public
 */
export interface ScorecardsRequestOptions {
  token?: string;
  signal?: AbortSignal;
}

/**
 * What the API refused, with its problem details.
 *
 * @public
 */
export class ScorecardsApiError extends Error {
  readonly name = 'ScorecardsApiError';
  constructor(readonly problem: Problem) {
    super(`${problem.detail} (${problem.code})`);
  }
  /** HTTP status. */
  get status(): number {
    return this.problem.status;
  }
  /** Stable code, one of `scorecardsProblemCodes`. */
  get code(): string {
    return this.problem.code;
  }
}

/** One request; rejects as {@link ScorecardsClient} says. */
export async function send(
  transport: ScorecardsClientOptions,
  path: string,
  options?: ScorecardsRequestOptions,
  init: RequestInit = {},
): Promise<Response> {
  const baseUrl = await transport.discoveryApi.getBaseUrl('scorecards');
  const headers = new Headers(init.headers);
  if (options?.token) {
    headers.set('authorization', `Bearer ${options.token}`);
  }
  const response = await transport.fetchApi.fetch(`${baseUrl}${path}`, {
    ...init,
    headers,
    signal: options?.signal,
  });
  if (response.ok) {
    return response;
  }
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('application/problem+json')) {
    const parsed = problemSchema.safeParse(
      await response
        .clone()
        .json()
        .catch(() => undefined),
    );
    if (parsed.success) {
      throw new ScorecardsApiError(parsed.data);
    }
  }
  throw await ResponseError.fromResponse(response);
}

/** A request with a JSON body. */
export function json(method: string, body: unknown): RequestInit {
  return {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
}

/** A query string of what is given. */
export function search(
  query: Record<string, string | number | boolean | undefined>,
): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) {
      params.set(key, String(value));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}
