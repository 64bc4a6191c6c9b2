import type {
  LlmScope,
  LlmTokenResponse,
} from '@waymark/backstage-plugin-llm-proxy-common';

/** What the exchange needs to know of an entity. Refs are normalised. */
export interface EntityFacts {
  readonly annotations: Readonly<Record<string, string>>;
  /** Groups and users that own it. */
  readonly owners: readonly string[];
}

/** What the catalog says, as the proxy itself sees it. */
export interface EntitySource {
  /** Null when the catalog does not have it. */
  entity(entityRef: string): Promise<EntityFacts | null>;
  /** The groups that a user acts for. */
  groupsOf(userRef: string): Promise<readonly string[]>;
}

/**
 * Who a Backstage token is of: a person, or a backend plugin and the service
 * that pays for it. Null for a token that is not good.
 */
export type VerifyBackstageToken = (
  token: string,
) => Promise<
  { userEntityRef: string } | { plugin: string; service: string } | null
>;

/** Why nothing was issued. Stable. */
export type ExchangeRefusalCode =
  | 'request_malformed'
  | 'grant_unsupported'
  | 'scope_unknown'
  | 'audience_refused'
  | 'token_refused'
  | 'issuer_unavailable'
  | 'unavailable'
  | 'target_missing'
  | 'target_malformed'
  | 'target_unknown'
  | 'target_mismatch'
  | 'target_not_owned'
  | 'annotation_missing'
  | 'commit_mismatch'
  | 'subject_unknown'
  | 'stopped';

/** RFC 6749, section 5.2, and RFC 8707, section 2. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_scope'
  | 'invalid_target'
  | 'unsupported_grant_type'
  | 'access_denied'
  | 'temporarily_unavailable';

/** What goes wrong while a request is looked at; becomes the answer. */
export class ExchangeRefusal extends Error {
  readonly name = 'ExchangeRefusal';
  /**
   * @param message - For the caller: nothing of the token, and nothing that the
   * catalog says.
   * @param detail - For the audit; the message when left out.
   */
  constructor(
    readonly code: ExchangeRefusalCode,
    readonly error: OAuthErrorCode,
    message: string,
    readonly detail: string = message,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** For the audit: each exchange and each refusal. No token, no part of one. */
export interface ExchangeEvent {
  /** UTC milliseconds. */
  readonly at: number;
  readonly requestId: string | null;
  readonly outcome: 'issued' | 'refused';
  readonly code: ExchangeRefusalCode | null;
  readonly detail: string | null;
  /** Of the subject token; null until its signature was verified. */
  readonly issuer: string | null;
  /** Who held the subject token, by its issuer's words. */
  readonly holder: string | null;
  readonly subject: string | null;
  readonly service: string | null;
  readonly scopes: readonly LlmScope[];
  readonly deployment: string | null;
  readonly commit: string | null;
  /** Of what was issued. */
  readonly jti: string | null;
}

/** RFC 6749, section 5.2. */
interface OAuthErrorBody {
  readonly error: OAuthErrorCode;
  readonly error_description: string;
}

/** An HTTP answer. */
export interface ExchangeAnswer {
  readonly status: number;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: LlmTokenResponse | OAuthErrorBody;
}
