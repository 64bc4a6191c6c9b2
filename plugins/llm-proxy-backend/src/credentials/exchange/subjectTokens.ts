import {
  IdentityUnavailableError,
  IntrospectionClient,
  RemoteKeySet,
  type TokenClaims,
  TokenRefusedError,
  TokenVerifier,
  workloadIdentity,
  type WorkloadIdentity,
} from '@waymark/backstage-plugin-identity-node';
import type { LlmProxyConfig } from '../../config';
import { isUserRef, normaliseRef } from '../entityRef';
import { ExchangeRefusal, type VerifyBackstageToken } from './types';

/** An issuer as configured. */
export type IssuerConfig = LlmProxyConfig['credentials']['issuers'][number];

/** Who holds a subject token. */
export type Holder =
  | { readonly kind: 'user'; readonly userRef: string; readonly issuer: null }
  | {
      readonly kind: 'plugin';
      /** Its own name, such as `plugin:sbom`. */
      readonly plugin: string;
      readonly service: string;
      readonly issuer: null;
    }
  | {
      readonly kind: 'workload';
      readonly identity: WorkloadIdentity;
      readonly issuer: string;
      /** `sub` of its token. */
      readonly subject: string;
    };

export interface SubjectTokensOptions {
  readonly issuers: readonly IssuerConfig[];
  readonly verifyBackstageToken: VerifyBackstageToken;
  readonly fetch?: typeof fetch;
  readonly clock: () => number;
}

/** Verifies subject tokens: of configured issuers, and of Backstage's users. */
export class SubjectTokens {
  readonly #options: SubjectTokensOptions;
  readonly #verifier: TokenVerifier;
  readonly #issuers: ReadonlyMap<string, IssuerConfig>;
  readonly #introspection: ReadonlyMap<string, IntrospectionClient>;

  constructor(options: SubjectTokensOptions) {
    const { issuers, clock } = options;
    this.#options = options;
    this.#issuers = new Map(issuers.map(config => [config.issuer, config]));
    this.#verifier = new TokenVerifier(
      issuers.map(config => ({
        ...config,
        keys: new RemoteKeySet({ ...config, fetch: options.fetch, clock }),
        types: typesOf(config),
      })),
      clock,
    );
    this.#introspection = new Map(
      issuers.flatMap(({ issuer, audience, introspection }) =>
        introspection
          ? [
              [
                issuer,
                new IntrospectionClient({
                  ...introspection,
                  issuer,
                  audience,
                  fetch: options.fetch,
                  clock,
                }),
              ],
            ]
          : [],
      ),
    );
  }

  /**
   * How many issuers of a kind there are. Repository ids and namespaces of two
   * of them may be the same.
   */
  count(kind: WorkloadIdentity['kind']): number {
    return this.#options.issuers.filter(config => config.kind === kind).length;
  }

  /** @throws ExchangeRefusal */
  async holderOf(token: string, subjectIssuer: string | null): Promise<Holder> {
    try {
      return await this.#holderOf(token, subjectIssuer);
    } catch (error) {
      throw asRefusal(error);
    }
  }

  async #holderOf(
    token: string,
    subjectIssuer: string | null,
  ): Promise<Holder> {
    if (!token.includes('.')) {
      return this.#workload(await this.#introspect(token, subjectIssuer));
    }
    if (this.#verifier.claimsKnownIssuer(token)) {
      return this.#workload(await this.#verifier.verify(token));
    }
    const holder = await this.#options.verifyBackstageToken(token);
    if (holder && 'plugin' in holder) {
      const { plugin, service } = holder;
      return { kind: 'plugin', plugin, service, issuer: null };
    }
    return userHolder(holder?.userEntityRef);
  }

  /** A bearer token is shown to its own issuer and nobody else. */
  async #introspect(
    token: string,
    subjectIssuer: string | null,
  ): Promise<TokenClaims> {
    const clients = [...this.#introspection];
    const client =
      subjectIssuer === null && clients.length === 1
        ? clients[0][1]
        : this.#introspection.get(subjectIssuer ?? '');
    if (!client) {
      throw new ExchangeRefusal(
        'token_refused',
        'invalid_request',
        clients.length > 1
          ? 'subject_token is opaque: name its issuer in subject_issuer'
          : 'subject_token is not a JSON web token',
      );
    }
    return client.introspect(token);
  }

  #workload(claims: TokenClaims): Holder {
    const { kind, entityClaim } = this.#issuers.get(claims.issuer)!;
    const identity = workloadIdentity(claims, kind, entityClaim);
    if (identity.kind === 'oidc') {
      const ref = normaliseRef(identity.entity);
      if (ref !== null && isUserRef(ref)) {
        return userHolder(ref);
      }
    }
    const { issuer, subject } = claims;
    return { kind: 'workload', identity, issuer, subject };
  }
}

function userHolder(userEntityRef: string | undefined): Holder {
  const userRef = normaliseRef(userEntityRef ?? '');
  if (userRef === null || !isUserRef(userRef)) {
    throw new ExchangeRefusal(
      'token_refused',
      'invalid_request',
      'subject_token is of no issuer that is trusted here',
    );
  }
  return { kind: 'user', userRef, issuer: null };
}

/** CI and clusters send `JWT` or nothing; OpenID providers follow RFC 9068 too. */
function typesOf({ kind }: IssuerConfig): Array<string | null> {
  return kind === 'oidc' ? ['JWT', 'at+jwt', null] : ['JWT', null];
}

/** Messages of the verifier repeat nothing of the token; those of others may. */
function asRefusal(error: unknown): ExchangeRefusal {
  if (error instanceof ExchangeRefusal) {
    return error;
  }
  if (error instanceof TokenRefusedError) {
    return new ExchangeRefusal(
      'token_refused',
      'invalid_request',
      `subject_token is refused: ${error.message} (${error.code})`,
    );
  }
  return new ExchangeRefusal(
    'issuer_unavailable',
    'temporarily_unavailable',
    'The issuer of subject_token cannot be asked now',
    error instanceof IdentityUnavailableError
      ? `${error.message} (${error.code})`
      : 'The token cannot be verified now',
    { cause: error },
  );
}
