import {
  type TokenClaims,
  TokenRefusedError,
  TokenVerifier,
} from '@waymark/backstage-plugin-identity-node';
import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { llmScopeSchema } from '@waymark/backstage-plugin-llm-proxy-common';
import type { CredentialGrant, Grant } from './grant';
import { OWN_ALGORITHMS, type SigningKeys } from './signing/types';

/** RFC 9068, section 2.1. */
const TYPE = 'at+jwt';

/** Between the clocks of replicas, milliseconds. */
const SKEW = 5_000;

/** No credential lives longer, whatever the configuration. */
const MAX_LIFETIME = 15 * 60_000;

const claimsSchema = z.object({
  jti: z.string(),
  scope: z
    .string()
    .transform(scope => scope.split(' '))
    .pipe(z.array(llmScopeSchema)),
  service: z.string().nullable().default(null),
  deployment: z.string().nullable().default(null),
  commit: z.string().nullable().default(null),
  act: z.object({ sub: z.string() }).nullable().default(null),
  epoch: z.number().int(),
});

/** A credential that was made. */
export interface IssuedToken {
  readonly token: string;
  readonly jti: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Times are milliseconds. */
export interface TokenIssuerOptions {
  /** `iss` and `aud` of the credentials. */
  readonly publicUrl: string;
  /** At most 15 minutes. */
  readonly lifetime: number;
  readonly keys: SigningKeys;
  readonly clock: () => number;
}

/** Makes and verifies the credentials that the proxy takes. */
export class TokenIssuer {
  readonly #options: TokenIssuerOptions;
  readonly #verifier: TokenVerifier;

  constructor(options: TokenIssuerOptions) {
    const { publicUrl, keys, clock } = options;
    this.#options = options;
    this.#verifier = new TokenVerifier(
      [
        {
          issuer: publicUrl,
          audience: publicUrl,
          algorithms: OWN_ALGORITHMS,
          types: [TYPE],
          keys,
          skew: SKEW,
          maxLifetime: MAX_LIFETIME,
        },
      ],
      clock,
    );
  }

  /**
   * @param epoch - Of the stops that were looked at before.
   * @param actorIssuer - Who vouched for the actor.
   */
  async issue(
    grant: Grant,
    epoch: number,
    actorIssuer: string | null = null,
  ): Promise<IssuedToken> {
    const { publicUrl, lifetime, keys, clock } = this.#options;
    const { subject, scopes, service, deployment, commit, actor } = grant;
    const { kid, algorithm, key } = keys.current();
    const issuedAt = Math.floor(clock() / 1_000);
    const expiresIn = Math.floor(Math.min(lifetime, MAX_LIFETIME) / 1_000);
    const jti = randomUUID();
    const token = await new SignJWT({
      scope: scopes.join(' '),
      ...(service !== null && { service }),
      ...(deployment !== null && { deployment }),
      ...(commit !== null && { commit }),
      ...(actor !== null && {
        act: { sub: actor, ...(actorIssuer !== null && { iss: actorIssuer }) },
      }),
      epoch,
    })
      .setProtectedHeader({ alg: algorithm, kid, typ: TYPE })
      .setIssuer(publicUrl)
      .setAudience(publicUrl)
      .setSubject(subject)
      .setJti(jti)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + expiresIn)
      .sign(key);
    return { token, jti, expiresIn };
  }

  /** @throws TokenRefusedError, IdentityUnavailableError */
  async verify(token: string): Promise<CredentialGrant> {
    return grantOf(await this.#verifier.verify(token));
  }
}

function grantOf({ subject, expiresAt, claims }: TokenClaims): CredentialGrant {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    throw new TokenRefusedError(
      'claims_invalid',
      'The credential has other claims than ours',
    );
  }
  const { jti, scope, act, ...rest } = parsed.data;
  return {
    ...rest,
    subject,
    scopes: scope,
    actor: act?.sub ?? null,
    credentialId: jti,
    expiresAt,
  };
}
