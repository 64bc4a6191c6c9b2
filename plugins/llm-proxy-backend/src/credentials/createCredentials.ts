import type {
  LlmStop,
  LlmStops,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { JWK } from 'jose';
import type { Knex } from 'knex';
import type { LlmProxyConfig } from '../config';
import type { PrincipalDirectory } from '../principals/types';
import { CredentialAuthenticator } from './CredentialAuthenticator';
import { CredentialState } from './CredentialState';
import {
  type DevelopmentKey,
  type DevelopmentKeyRequest,
  DevelopmentKeys,
} from './DevelopmentKeys';
import { normaliseRef } from './entityRef';
import { SubjectTokens } from './exchange/subjectTokens';
import { TokenExchange } from './exchange/TokenExchange';
import type {
  EntitySource,
  ExchangeAnswer,
  ExchangeEvent,
  VerifyBackstageToken,
} from './exchange/types';
import { DatabaseSigningKeys } from './signing/DatabaseSigningKeys';
import { FileSigningKeys } from './signing/FileSigningKeys';
import type { StopRow } from './StopStore';
import { TokenIssuer } from './TokenIssuer';
import { type Authenticator, CredentialInputError } from './types';

const SECOND = 1_000;

/** Longer than any credential of the exchange lives. */
const REVOKED_FOR = 20 * 60 * SECOND;

/** Looks at stops between two looks at the signing keys. */
const KEYS_EVERY = 30;

export interface CredentialsOptions {
  readonly config: LlmProxyConfig['credentials'];
  /** Issuer and audience of our credentials. */
  readonly publicUrl: string;
  /** Migrated. */
  readonly knex: Knex;
  readonly directory: PrincipalDirectory;
  readonly entities: EntitySource;
  readonly verifyBackstageToken: VerifyBackstageToken;
  /** For the audit. */
  readonly onExchange: (event: ExchangeEvent) => void;
  /** Told once when the database or the key file can no longer be read. */
  readonly onError: (error: unknown) => void;
  readonly fetch?: typeof fetch;
  readonly clock?: () => number;
  /** Milliseconds between looks at the database, at most 2 s; default 1 s, 0 for none. */
  readonly pollEvery?: number;
  /** Default: whether NODE_ENV is `production`. */
  readonly production?: () => boolean;
}

/** All that the plugin needs of credentials. */
export interface Credentials {
  readonly authenticator: Authenticator;
  /** `POST /oauth/token`. */
  exchange(
    form: URLSearchParams,
    requestId?: string | null,
  ): Promise<ExchangeAnswer>;
  /** Public keys of our issuer, for a route. */
  jwks(): { keys: JWK[] };
  readonly stops: {
    list(): LlmStops;
    /** @throws CredentialInputError for what is no entity ref. */
    stop(request: {
      entityRef: string;
      reason: string;
      by: string;
    }): Promise<LlmStop>;
    /** @returns False when it was not stopped. */
    resume(entityRef: string): Promise<boolean>;
  };
  /** By the `jti`, or the id of a development key. */
  revoke(request: { jti: string; reason: string; by: string }): Promise<void>;
  /** @throws DevelopmentKeysDisabledError, CredentialInputError */
  createDevelopmentKey(request: DevelopmentKeyRequest): Promise<DevelopmentKey>;
  /** Takes over now what other replicas wrote. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Puts the credentials of the proxy together and begins to watch for stops. */
export async function createCredentials(
  options: CredentialsOptions,
): Promise<Credentials> {
  const { config, publicUrl, knex, directory, clock = Date.now } = options;
  if (config.issuers.some(({ issuer }) => issuer === publicUrl)) {
    throw new RangeError('The proxy cannot exchange its own credentials');
  }
  const state = new CredentialState(knex, clock);
  await state.poll();
  const keys = config.signingKeyFile
    ? await FileSigningKeys.open(config.signingKeyFile)
    : await DatabaseSigningKeys.open(knex, clock);
  const { lifetime } = config;
  const issuer = new TokenIssuer({ publicUrl, lifetime, keys, clock });
  const developmentKeys = new DevelopmentKeys(
    knex,
    clock,
    () => config.development && !(options.production ?? inProduction)(),
  );
  const exchange = new TokenExchange({
    audience: publicUrl,
    subjectTokens: new SubjectTokens({ ...options, ...config, clock }),
    issuer,
    entities: options.entities,
    directory,
    state,
    clock,
    onExchange: options.onExchange,
  });
  const watch = startWatch(state, keys, options);
  return {
    authenticator: new CredentialAuthenticator({
      issuer,
      developmentKeys,
      state,
      directory,
      clock,
    }),
    exchange: (form, requestId) => exchange.exchange(form, requestId),
    jwks: () => keys.jwks(),
    stops: stopsOf(state, clock),
    revoke: request => revoke(request, state, developmentKeys, clock),
    createDevelopmentKey: async request =>
      developmentKeys.create({
        ...request,
        user: request.user && refOf(request.user),
        service: request.service && refOf(request.service),
      }),
    async sync() {
      await state.refresh();
      await keys.sync();
    },
    close: watch.close,
  };
}

async function revoke(
  { jti, reason, by }: Parameters<Credentials['revoke']>[0],
  state: CredentialState,
  developmentKeys: DevelopmentKeys,
  clock: () => number,
): Promise<void> {
  const at = clock();
  const ends = await developmentKeys.expiryOf(jti);
  const expiresAt = ends ?? at + REVOKED_FOR;
  await state.revocations.revoke({ jti, expiresAt, at, by, reason });
  await state.refresh();
}

function stopsOf(
  state: CredentialState,
  clock: () => number,
): Credentials['stops'] {
  return {
    list: () => ({ items: state.list().map(wireStop) }),
    async stop({ entityRef, reason, by }) {
      const row = await state.stops.stop({
        entityRef: refOf(entityRef),
        at: clock(),
        by,
        reason,
      });
      await state.refresh();
      return wireStop(row);
    },
    async resume(entityRef) {
      const resumed = await state.stops.resume(refOf(entityRef));
      await state.refresh();
      return resumed;
    },
  };
}

/** Looks at the database again and again, one look at a time. */
function startWatch(
  state: CredentialState,
  keys: { sync(): Promise<void> },
  { pollEvery = SECOND, onError }: CredentialsOptions,
): { close(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let closed = pollEvery === 0;
  let round = 0;
  let failing = false;
  const look = async () => {
    try {
      await state.poll();
      round += 1;
      if (round % KEYS_EVERY === 0) {
        await keys.sync();
      }
      failing = false;
    } catch (error) {
      // Once for an outage, not once a second.
      if (!failing) {
        onError(error);
      }
      failing = true;
    }
  };
  const plan = () => {
    if (!closed) {
      timer = setTimeout(() => {
        running = look().then(plan);
      }, Math.min(pollEvery, 2 * SECOND));
      timer.unref();
    }
  };
  plan();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function wireStop({ entityRef, at, by, reason }: StopRow): LlmStop {
  return { entityRef, at: new Date(at).toISOString(), by, reason };
}

function refOf(text: string): string {
  const ref = normaliseRef(text);
  if (ref === null) {
    throw new CredentialInputError('This is not an entity ref');
  }
  return ref;
}

function inProduction(): boolean {
  return process.env.NODE_ENV === 'production';
}
