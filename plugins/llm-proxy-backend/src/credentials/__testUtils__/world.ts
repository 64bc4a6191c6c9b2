import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import type { Knex } from 'knex';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readConfig } from '../../config';
import type { PrincipalDirectory } from '../../principals/types';
import {
  createCredentials,
  type Credentials,
  type CredentialsOptions,
} from '../createCredentials';
import type { EntityFacts, ExchangeEvent } from '../exchange/types';

export const PUBLIC_URL = 'https://portal.test/api/llm-proxy';
export const GITHUB = 'https://token.actions.githubusercontent.com';
export const CLUSTER = 'https://kubernetes.default.svc';
export const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

interface IssuerKey {
  readonly key: CryptoKey;
  readonly jwk: object;
}

type Facts = NonNullable<ReturnType<PrincipalDirectory['resolve']>>;

/** A company of two services, its catalog, its issuers and a clock. */
export class World {
  now = Date.UTC(2026, 10, 23, 12);
  readonly events: ExchangeEvent[] = [];
  readonly errors: unknown[] = [];
  readonly entities = new Map<string, EntityFacts>([
    [
      'component:default/payments',
      {
        annotations: {
          'github.com/project-slug': 'Acme/payments',
          'waymark.dev/repository-id': '42',
          'waymark.dev/kubernetes-service-account': 'payments/api',
        },
        owners: ['group:default/money'],
      },
    ],
    [
      'component:default/bare',
      {
        annotations: { 'github.com/project-slug': 'acme/payments' },
        owners: ['group:default/others'],
      },
    ],
  ]);
  readonly groups = new Map([['user:default/jo', ['group:default/money']]]);
  readonly facts = {
    system: 'system:default/checkout' as string | null,
    team: 'group:default/money' as string | null,
    groups: ['group:default/money', 'group:default/finance'],
    epoch: 1,
  };
  /** Tokens of Backstage, by their text. */
  readonly backstage = new Map<string, string>();
  readonly #keys = new Map<string, Promise<IssuerKey>>();
  readonly #open: Credentials[] = [];

  /** What the catalog says; every user and service is of one team. */
  readonly directory: PrincipalDirectory = {
    resolve: (user, service): Facts | null => {
      const known =
        (user === null || this.groups.has(user)) &&
        (service === null || this.entities.has(service));
      const { system, ...facts } = this.facts;
      return known
        ? {
            user,
            service,
            dataClass: 'internal',
            system: service && system,
            ...facts,
          }
        : null;
    },
  };

  /** A replica. */
  async replica(
    knex: Knex,
    more: Partial<CredentialsOptions> & { credentials?: JsonObject } = {},
  ): Promise<Credentials> {
    const { credentials, ...options } = more;
    const config = readConfig(
      new ConfigReader({
        llmProxy: {
          publicUrl: PUBLIC_URL,
          providers: {},
          credentials: {
            issuers: [issuer(GITHUB, 'github'), issuer(CLUSTER, 'kubernetes')],
            development: true,
            ...credentials,
          },
        },
      }),
    ).credentials;
    const made = await createCredentials({
      config,
      publicUrl: PUBLIC_URL,
      knex,
      directory: this.directory,
      entities: {
        entity: async ref => this.entities.get(ref) ?? null,
        groupsOf: async ref => this.groups.get(ref) ?? [],
      },
      verifyBackstageToken: async token => {
        const userEntityRef = this.backstage.get(token);
        return userEntityRef ? { userEntityRef } : null;
      },
      onExchange: event => this.events.push(event),
      onError: error => this.errors.push(error),
      fetch: this.fetch,
      clock: () => this.now,
      pollEvery: 0,
      production: () => false,
      ...options,
    });
    this.#open.push(made);
    return made;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map(credentials => credentials.close()));
  }

  /** The network: each issuer publishes its key. */
  readonly fetch = async (input: unknown): Promise<Response> => {
    const known = await this.#keys.get(new URL(String(input)).origin);
    return known
      ? Response.json({ keys: [known.jwk] })
      : new Response(null, { status: 503 });
  };

  /** A token of an issuer; `more` adds to and replaces its claims. */
  async token(iss: string, more: object = {}): Promise<string> {
    const known = this.#keys.get(iss) ?? makeKey();
    this.#keys.set(iss, known);
    const { key } = await known;
    const at = Math.floor(this.now / 1_000);
    const claims = { iss, aud: PUBLIC_URL, iat: at, exp: at + 300, ...more };
    return new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .sign(key);
  }

  githubToken(more: object = {}): Promise<string> {
    return this.token(GITHUB, {
      sub: 'repo:acme/payments:ref:refs/heads/main',
      repository: 'acme/payments',
      repository_id: '42',
      ref: 'refs/heads/main',
      sha: COMMIT,
      ...more,
    });
  }

  clusterToken(namespace = 'payments', name = 'api'): Promise<string> {
    return this.token(CLUSTER, {
      aud: [PUBLIC_URL],
      sub: `system:serviceaccount:${namespace}:${name}`,
      'kubernetes.io': { namespace, serviceaccount: { name, uid: 'u' } },
    });
  }

  /** Shaped as a token of Backstage's auth backend. */
  userToken(userEntityRef = 'user:default/jo'): string {
    const part = (value: object) =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'ES256' })}.${part({
      iss: 'https://portal.test/api/auth',
      sub: userEntityRef,
    })}.c2lnbmF0dXJl`;
    this.backstage.set(token, userEntityRef);
    return token;
  }
}

export function issuer(url: string, kind: string): JsonObject {
  return {
    issuer: url,
    kind,
    audience: PUBLIC_URL,
    algorithms: ['ES256'],
    jwksUrl: `${url}/keys`,
  };
}

async function makeKey(): Promise<IssuerKey> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k' };
  return { key: pair.privateKey, jwk };
}

/** A good form, with changes; null takes a parameter away. */
export function form(
  subjectToken: string,
  changes: Record<string, string | null> = {},
): URLSearchParams {
  const params = new URLSearchParams({
    grant_type: EXCHANGE,
    subject_token: subjectToken,
    subject_token_type: JWT,
  });
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) {
      params.delete(name);
    } else {
      params.set(name, value);
    }
  }
  return params;
}

/** The credential in an answer. */
export async function credentialFor(
  credentials: Credentials,
  params: URLSearchParams,
): Promise<string> {
  const { body } = await credentials.exchange(params);
  if (!('access_token' in body)) {
    throw new Error(body.error_description);
  }
  return body.access_token;
}

/** The answer of an authenticator, or the error it threw or rejected with. */
export async function outcomeOf(
  credentials: Credentials,
  token: string,
): Promise<any> {
  try {
    return await credentials.authenticator.authenticate(token);
  } catch (error) {
    return error;
  }
}
