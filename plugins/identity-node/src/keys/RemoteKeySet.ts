import type { CryptoKey } from 'jose';
import { IdentityUnavailableError, KeySetRefusedError } from '../errors';
import { fetchBytes, type HttpLimits } from '../http/fetchBytes';
import type { SignatureAlgorithm } from '../jws/algorithms';
import { parseStrictJson, parseStrictObject } from '../jws/strictJson';
import { KeySet, type KeySource } from './KeySet';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const ACCEPT = { accept: 'application/json, application/jwk-set+json' };

/**
 * Times are milliseconds.
 *
 * @public
 */
export interface RemoteKeySetOptions {
  /** Exactly as in its tokens. */
  readonly issuer: string;
  /** Found by OpenID Connect Discovery 1.0 when left out. */
  readonly jwksUrl?: string;
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
  /** Default `Date.now`. */
  readonly clock?: () => number;
  /** Of one request, default 5 s. */
  readonly timeout?: number;
  /** Of one answer in bytes, default 256 KiB. */
  readonly maxBytes?: number;
  /**
   * Age after which a use fetches anew in the background, default 10 min; after
   * twice of it, the use waits for the answer.
   */
  readonly refreshAfter?: number;
  /** Least time between fetches, default 30 s; 1 s while no keys are known. */
  readonly cooldown?: number;
  /** Age up to which keys are used while the issuer cannot be reached, default 24 h. */
  readonly staleFor?: number;
}

/**
 * The keys that an issuer publishes. Those known are used while newer ones are
 * fetched in the background; an unknown key id fetches at once, but not more
 * often than the cooldown allows. There is at most one fetch at a time.
 *
 * @public
 */
export class RemoteKeySet implements KeySource {
  readonly #options: RemoteKeySetOptions;
  readonly #http: HttpLimits;
  readonly #clock: () => number;
  readonly #refreshAfter: number;
  readonly #cooldown: number;
  readonly #staleFor: number;
  #current: { readonly keys: KeySet; readonly at: number } | undefined;
  #attemptedAt = -Infinity;
  #failure: IdentityUnavailableError | undefined;
  #pending: Promise<void> | undefined;

  constructor(options: RemoteKeySetOptions) {
    this.#options = options;
    this.#http = {
      fetch: options.fetch ?? fetch,
      timeout: options.timeout ?? 5 * SECOND,
      maxBytes: options.maxBytes ?? 256 * 1024,
    };
    this.#clock = options.clock ?? Date.now;
    this.#refreshAfter = options.refreshAfter ?? 10 * MINUTE;
    this.#cooldown = options.cooldown ?? 30 * SECOND;
    this.#staleFor = options.staleFor ?? 24 * 60 * MINUTE;
  }

  /** Whether a fetch is under way. */
  get refreshing(): boolean {
    return this.#pending !== undefined;
  }

  /** {@inheritDoc KeySource.find} */
  async find(
    kid: string | null,
    algorithm: SignatureAlgorithm,
  ): Promise<CryptoKey | undefined> {
    const age = this.#age();
    const known = this.#usable()?.find(kid, algorithm);
    if (known && age < this.#refreshAfter) {
      return known;
    }
    if (this.#pending || this.#mayFetch()) {
      const refreshed = this.#refresh();
      if (!known || age >= 2 * this.#refreshAfter) {
        await refreshed;
      }
    }
    const keys = this.#usable();
    if (!keys) {
      throw (
        this.#failure ??
        new IdentityUnavailableError(
          'unreachable',
          'The keys of the issuer are not known',
        )
      );
    }
    const found = keys.find(kid, algorithm);
    // While the issuer is away, a key of it may be new instead of unknown.
    if (!found && this.#failure) {
      throw this.#failure;
    }
    return found;
  }

  #age(): number {
    return this.#current ? this.#clock() - this.#current.at : Infinity;
  }

  #usable(): KeySet | undefined {
    return this.#age() < this.#staleFor ? this.#current?.keys : undefined;
  }

  #mayFetch(): boolean {
    const cooldown = this.#usable()
      ? this.#cooldown
      : Math.min(this.#cooldown, SECOND);
    return this.#clock() - this.#attemptedAt >= cooldown;
  }

  /** Joins the fetch under way. Never rejects: see `#failure`. */
  #refresh(): Promise<void> {
    this.#pending ??= this.#fetch()
      .then(
        keys => {
          this.#current = { keys, at: this.#clock() };
          this.#failure = undefined;
        },
        error => {
          this.#failure = asUnavailable(error);
        },
      )
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }

  async #fetch(): Promise<KeySet> {
    this.#attemptedAt = this.#clock();
    const { jwksUrl, algorithms } = this.#options;
    const url = jwksUrl ?? (await this.#discover());
    const bytes = await fetchBytes(url, this.#http, { headers: ACCEPT });
    return KeySet.from(parseStrictJson(bytes), algorithms);
  }

  /** OpenID Connect Discovery 1.0, sections 4.1 and 4.3. */
  async #discover(): Promise<string> {
    const { issuer } = this.#options;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const bytes = await fetchBytes(url, this.#http, { headers: ACCEPT });
    const metadata = parseStrictObject(bytes);
    if (metadata?.issuer !== issuer) {
      throw new IdentityUnavailableError(
        'issuer_mismatch',
        'The discovery document is of another issuer',
      );
    }
    if (typeof metadata.jwks_uri !== 'string') {
      throw new IdentityUnavailableError(
        'answer_malformed',
        'The discovery document names no key set',
      );
    }
    return metadata.jwks_uri;
  }
}

function asUnavailable(error: unknown): IdentityUnavailableError {
  if (error instanceof IdentityUnavailableError) {
    return error;
  }
  return new IdentityUnavailableError(
    'keys_refused',
    error instanceof KeySetRefusedError
      ? error.message
      : 'The key set of the issuer cannot be used',
    { cause: error },
  );
}
