import {
  type CiIdentity,
  IdentityUnavailableError,
  RemoteKeySet,
  TokenRefusedError,
  TokenVerifier,
  workloadIdentity,
} from '@waymark/backstage-plugin-identity-node';
import type { Request } from 'express';
import type { IssuerConfig } from '../config';
import { problem } from '../problems';

/** What both issuers sign with. */
const ALGORITHMS = ['RS256'] as const;

export interface CiTokensOptions {
  readonly issuers: readonly IssuerConfig[];
  readonly now: () => number;
  readonly fetch?: typeof fetch;
}

/** Tokens that pipelines get from their own issuer. */
export class CiTokens {
  readonly #issuers: ReadonlyMap<string, IssuerConfig>;
  readonly #verifier: TokenVerifier;

  constructor(options: CiTokensOptions) {
    const { now } = options;
    this.#issuers = new Map(options.issuers.map(item => [item.issuer, item]));
    this.#verifier = new TokenVerifier(
      options.issuers.map(config => ({
        ...config,
        algorithms: ALGORITHMS,
        keys: new RemoteKeySet({
          ...config,
          algorithms: ALGORITHMS,
          fetch: options.fetch,
          clock: now,
        }),
        types: ['JWT', null],
      })),
      now,
    );
  }

  /** Whether a repository id alone says which repository: one issuer of its kind. */
  unambiguous({ kind }: CiIdentity): boolean {
    const alike = [...this.#issuers.values()].filter(
      issuer => issuer.kind === kind,
    );
    return alike.length === 1;
  }

  /**
   * The run of a pipeline whose token the request carries; null when it
   * carries another kind of token. Throws 401 for one that is refused.
   */
  async identityOf(req: Request): Promise<CiIdentity | null> {
    const token = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
    if (!token || !this.#isOurs(token)) {
      return null;
    }
    try {
      const claims = await this.#verifier.verify(token);
      const { kind } = this.#issuers.get(claims.issuer)!;
      return workloadIdentity(claims, kind) as CiIdentity;
    } catch (error) {
      if (error instanceof TokenRefusedError) {
        throw problem(
          401,
          'auth.unauthenticated',
          `The token of the pipeline is refused: ${error.message} (${error.code})`,
        );
      }
      if (error instanceof IdentityUnavailableError) {
        throw problem(
          503,
          'scorecards.busy',
          "The issuer of the pipeline's token cannot be asked now.",
          { cause: error },
        );
      }
      throw error;
    }
  }

  #isOurs(token: string): boolean {
    try {
      return this.#verifier.claimsKnownIssuer(token);
    } catch {
      // No JSON web token: the platform's own keys may be opaque.
      return false;
    }
  }
}
