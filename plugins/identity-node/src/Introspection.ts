import { hash } from 'node:crypto';
import { checkClaims, MAX_SKEW, type TokenClaims } from './claims';
import { IdentityUnavailableError, TokenRefusedError } from './errors';
import { fetchBytes, type HttpLimits } from './http/fetchBytes';
import { parseStrictObject } from './jws/strictJson';

/** RFC 6750, section 2.1; longer ones are no bearer tokens of anybody. */
const BEARER = /^[A-Za-z0-9._~+/-]{1,8192}={0,2}$/;

/**
 * Times are milliseconds.
 *
 * @public
 */
export interface IntrospectionOptions {
  /** Compared with `iss` of the answer, when it has one. */
  readonly issuer: string;
  readonly audience: string;
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
  /** Default `Date.now`. */
  readonly clock?: () => number;
  /** Of one request, default 5 s. */
  readonly timeout?: number;
  /** How long an answer is believed, at most 60 s; default 30 s. */
  readonly cacheFor?: number;
  /** Answers that are kept, default 10,000. */
  readonly cacheSize?: number;
}

interface Answer {
  readonly until: number;
  readonly claims: Readonly<Record<string, unknown>> | null;
}

/**
 * Asks an issuer about opaque tokens (RFC 7662). Answers are kept for a short
 * time by the SHA-256 of the whole token; one token is asked about once at a
 * time.
 *
 * @public
 */
export class IntrospectionClient {
  readonly #options: IntrospectionOptions;
  readonly #http: HttpLimits;
  readonly #clock: () => number;
  readonly #cacheFor: number;
  readonly #cacheSize: number;
  readonly #answers = new Map<string, Answer>();
  readonly #pending = new Map<string, Promise<Answer>>();

  constructor(options: IntrospectionOptions) {
    this.#options = options;
    this.#http = {
      fetch: options.fetch ?? fetch,
      timeout: options.timeout ?? 5_000,
      maxBytes: 64 * 1024,
    };
    this.#clock = options.clock ?? Date.now;
    this.#cacheFor = Math.min(options.cacheFor ?? 30_000, 60_000);
    this.#cacheSize = options.cacheSize ?? 10_000;
  }

  /**
   * What the issuer says of a token that is active and for our audience.
   *
   * @throws {@link TokenRefusedError}, {@link IdentityUnavailableError}
   */
  async introspect(token: unknown): Promise<TokenClaims> {
    if (typeof token !== 'string' || !BEARER.test(token)) {
      throw new TokenRefusedError(
        'token_malformed',
        'This is not a bearer token',
      );
    }
    const { claims } = await this.#answerFor(token);
    if (!claims) {
      throw new TokenRefusedError(
        'inactive',
        'The issuer says that the token is not active',
      );
    }
    const { issuer, audience } = this.#options;
    return checkClaims(
      {
        ...claims,
        iss: claims.iss ?? issuer,
        // RFC 9068, section 2.2: without a resource owner it is the client.
        sub: claims.sub ?? claims.client_id,
      },
      { issuer, audience, skew: MAX_SKEW },
      this.#clock(),
    );
  }

  async #answerFor(token: string): Promise<Answer> {
    const key = hash('sha256', token, 'base64url');
    const known = this.#answers.get(key);
    if (known && this.#clock() < known.until) {
      return known;
    }
    const pending =
      this.#pending.get(key) ??
      this.#ask(token).finally(() => this.#pending.delete(key));
    this.#pending.set(key, pending);
    const answer = await pending;
    this.#keep(key, answer);
    return answer;
  }

  /** The oldest goes first: it is the first to be out of date. */
  #keep(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    if (this.#answers.size > this.#cacheSize) {
      const [oldest] = this.#answers.keys();
      this.#answers.delete(oldest);
    }
  }

  async #ask(token: string): Promise<Answer> {
    const { url, clientId, clientSecret } = this.#options;
    const bytes = await fetchBytes(url, this.#http, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        authorization: basic(clientId, clientSecret),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        token,
        token_type_hint: 'access_token',
      }).toString(),
    });
    const claims = parseStrictObject(bytes);
    if (typeof claims?.active !== 'boolean') {
      throw new IdentityUnavailableError(
        'answer_malformed',
        'The introspection point did not say whether the token is active',
      );
    }
    return {
      until: this.#clock() + this.#cacheFor,
      claims: claims.active ? claims : null,
    };
  }
}

/** RFC 6749, section 2.3.1: both parts are form-encoded first. */
function basic(clientId: string, clientSecret: string): string {
  const encode = (part: string) =>
    new URLSearchParams({ '': part }).toString().slice(1);
  const pair = `${encode(clientId)}:${encode(clientSecret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
