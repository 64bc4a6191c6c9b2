import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Dialect } from './types';

/** What a path asks for. */
export interface Route {
  readonly method: 'POST' | 'GET';
  readonly dialect: Dialect;
  /** `auto`: the body says; null for the routes about models. */
  readonly operation: LlmOperation | 'auto' | null;
  /** Set for `v1/models/{id}`. */
  readonly modelId?: string;
}

function post(dialect: Dialect, operation: LlmOperation | 'auto'): Route {
  return { method: 'POST', dialect, operation };
}

const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['/v1/chat/completions', post('openai', 'chat')],
  ['/v1/completions', post('openai', 'auto')],
  ['/v1/llm/completions', post('openai', 'auto')],
  ['/v1/responses', post('openai', 'responses')],
  ['/v1/embeddings', post('openai', 'embeddings')],
  ['/v1/messages', post('anthropic', 'messages')],
  ['/v1/messages/count_tokens', post('anthropic', 'count_tokens')],
  ['/v1/models', { method: 'GET', dialect: 'openai', operation: null }],
]);

const MODEL = /^\/v1\/models\/([A-Za-z0-9][A-Za-z0-9._:-]{0,199})$/;

/**
 * The route of a path, character by character: nothing is decoded, joined or
 * tidied, so that no two readers can differ over it.
 */
export function routeOf(path: string): Route | undefined {
  const route = ROUTES.get(path);
  if (route) {
    return route;
  }
  const modelId = MODEL.exec(path)?.[1];
  return modelId === undefined
    ? undefined
    : { method: 'GET', dialect: 'openai', operation: null, modelId };
}

/** The manner of errors where no route matched. */
export function dialectOf(path: string): Dialect {
  return path.startsWith('/v1/messages') ? 'anthropic' : 'openai';
}
