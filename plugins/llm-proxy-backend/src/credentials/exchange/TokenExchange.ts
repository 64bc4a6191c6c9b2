import type { LlmTokenResponse } from '@waymark/backstage-plugin-llm-proxy-common';
import type { PrincipalDirectory } from '../../principals/types';
import type { CredentialState } from '../CredentialState';
import { entitiesOf, type Grant, principalFor } from '../grant';
import type { IssuedToken, TokenIssuer } from '../TokenIssuer';
import { CredentialsUnavailableError } from '../types';
import { type ExchangeRequest, readRequest } from './request';
import type { Holder, SubjectTokens } from './subjectTokens';
import { requireOwner, workloadTarget } from './targets';
import {
  type EntitySource,
  type ExchangeAnswer,
  type ExchangeEvent,
  ExchangeRefusal,
  type OAuthErrorCode,
} from './types';

/** RFC 6749, section 5.1: nobody may keep an answer. */
const HEADERS = { 'cache-control': 'no-store', pragma: 'no-cache' };

const STATUS: Partial<Record<OAuthErrorCode, number>> = {
  access_denied: 403,
  temporarily_unavailable: 503,
};

/** Seconds that a caller waits when an issuer is away. */
const RETRY_AFTER = '5';

export interface TokenExchangeOptions {
  /** Of what is issued. */
  readonly audience: string;
  readonly subjectTokens: SubjectTokens;
  readonly issuer: TokenIssuer;
  readonly entities: EntitySource;
  readonly directory: PrincipalDirectory;
  readonly state: CredentialState;
  readonly clock: () => number;
  /** Told of each exchange and each refusal; must not throw. */
  readonly onExchange: (event: ExchangeEvent) => void;
}

/** What is known so far, for the audit. */
type Trace = {
  -readonly [K in
    | 'issuer'
    | 'holder'
    | 'subject'
    | 'service'
    | 'scopes'
    | 'deployment'
    | 'commit']: ExchangeEvent[K];
};

/** RFC 8693: gives short-lived credentials for tokens of trusted issuers. */
export class TokenExchange {
  readonly #options: TokenExchangeOptions;

  constructor(options: TokenExchangeOptions) {
    this.#options = options;
  }

  /**
   * Answers a token request.
   *
   * @param form - The body, `application/x-www-form-urlencoded`.
   * @param requestId - Ours, for the audit.
   */
  async exchange(
    form: URLSearchParams,
    requestId: string | null = null,
  ): Promise<ExchangeAnswer> {
    const trace: Trace = {
      issuer: null,
      holder: null,
      subject: null,
      service: null,
      scopes: [],
      deployment: null,
      commit: null,
    };
    const report = (
      event: Pick<ExchangeEvent, 'outcome' | 'code' | 'detail' | 'jti'>,
    ) =>
      this.#options.onExchange({
        at: this.#options.clock(),
        requestId,
        ...trace,
        ...event,
      });
    try {
      const { issued, grant } = await this.#issue(form, trace);
      const { jti } = issued;
      report({ outcome: 'issued', code: null, detail: null, jti });
      return { status: 200, headers: HEADERS, body: bodyOf(issued, grant) };
    } catch (error) {
      const refusal = asRefusal(error);
      const { code, detail } = refusal;
      report({ outcome: 'refused', code, detail, jti: null });
      return answerTo(refusal);
    }
  }

  async #issue(
    form: URLSearchParams,
    trace: Trace,
  ): Promise<{ issued: IssuedToken; grant: Grant }> {
    const { audience, subjectTokens, issuer, state } = this.#options;
    const request = readRequest(form, audience);
    trace.scopes = request.scopes;
    trace.service = request.resource;
    const holder = await subjectTokens.holderOf(
      request.subjectToken,
      request.subjectIssuer,
    );
    trace.issuer = holder.issuer;
    trace.holder = nameOf(holder);
    await state.ensureFresh();
    // Before anything is decided: a stop that comes now is newer.
    const epoch = state.version;
    const grant = await this.#grantFor(holder, request);
    Object.assign(trace, {
      subject: grant.subject,
      service: grant.service,
      deployment: grant.deployment,
      commit: grant.commit,
    });
    this.#check(grant, epoch);
    const issued = await issuer.issue(grant, epoch, holder.issuer);
    return { issued, grant };
  }

  async #grantFor(holder: Holder, request: ExchangeRequest): Promise<Grant> {
    const { entities, subjectTokens } = this.#options;
    const { resource, scopes, deployment, commit } = request;
    if (holder.kind === 'user') {
      if (resource !== null) {
        await requireOwner(holder.userRef, resource, entities);
      }
      const subject = holder.userRef;
      const service = resource;
      return { subject, service, scopes, deployment, commit, actor: null };
    }
    if (holder.kind === 'plugin') {
      const { plugin, service } = holder;
      const subject = service;
      return { subject, service, scopes, deployment, commit, actor: plugin };
    }
    const { identity } = holder;
    const service = await workloadTarget(
      identity,
      resource,
      subjectTokens.count(identity.kind) > 1,
      entities,
    );
    const proven = 'commit' in identity ? identity.commit : null;
    if (proven !== null && commit !== null && commit !== proven) {
      throw new ExchangeRefusal(
        'commit_mismatch',
        'invalid_request',
        'commit is not the commit of subject_token',
      );
    }
    return {
      subject: service,
      service,
      scopes,
      deployment,
      commit: proven ?? commit,
      actor: holder.subject,
    };
  }

  /** The catalog must know who is to pay, and nobody may have stopped them. */
  #check(grant: Grant, epoch: number): void {
    const { directory, state } = this.#options;
    const principal = principalFor(
      { ...grant, credentialId: '', expiresAt: 0, epoch },
      directory,
    );
    if (!principal) {
      throw new ExchangeRefusal(
        'subject_unknown',
        'invalid_target',
        'The catalog does not know who asks, or the entity in resource',
      );
    }
    const stop = state.stopFor(entitiesOf(principal), epoch);
    if (stop) {
      throw new ExchangeRefusal(
        'stopped',
        'access_denied',
        `${stop.entityRef} may not call models now`,
      );
    }
  }
}

function nameOf(holder: Holder): string {
  switch (holder.kind) {
    case 'user':
      return holder.userRef;
    case 'plugin':
      return holder.plugin;
    default:
      return holder.subject;
  }
}

function bodyOf(issued: IssuedToken, grant: Grant): LlmTokenResponse {
  return {
    access_token: issued.token,
    issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_type: 'Bearer',
    expires_in: issued.expiresIn,
    scope: grant.scopes.join(' '),
  };
}

function answerTo({ error, message }: ExchangeRefusal): ExchangeAnswer {
  return {
    status: STATUS[error] ?? 400,
    headers:
      error === 'temporarily_unavailable'
        ? { ...HEADERS, 'retry-after': RETRY_AFTER }
        : HEADERS,
    body: { error, error_description: message },
  };
}

/** What is none of ours may quote anything, so only its name goes on. */
function asRefusal(error: unknown): ExchangeRefusal {
  if (error instanceof ExchangeRefusal) {
    return error;
  }
  return new ExchangeRefusal(
    'unavailable',
    'temporarily_unavailable',
    'Credentials cannot be issued now',
    error instanceof CredentialsUnavailableError
      ? error.message
      : `Failed with ${(error as Error | undefined)?.name ?? 'no error'}`,
    { cause: error },
  );
}
