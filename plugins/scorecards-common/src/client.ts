import type { z } from 'zod';
import {
  type EvidenceReceipt,
  evidenceReceiptSchema,
  type EvidenceSubmission,
  type Verdict,
  type VerdictPage,
  verdictPageSchema,
  verdictSchema,
} from './evidence';
import {
  type ExceptionDecision,
  type ExceptionImport,
  type ExceptionPage,
  exceptionPageSchema,
  type ExceptionRequest,
  exceptionSchema,
  type ExceptionState,
  type PolicyException,
} from './exception';
import { type Policy, policySchema } from './policy';
import {
  type ChangePage,
  changePageSchema,
  type CheckHistory,
  checkHistorySchema,
  overviewSchema,
  type RuleDetail,
  ruleDetailSchema,
  type Scorecard,
  scorecardSchema,
  type ScorecardServicePage,
  servicePageSchema,
  type ScorecardsOverview,
  type ScorecardSummaries,
  summariesResponseSchema,
} from './scorecard';
import {
  json,
  type ScorecardsClientOptions,
  type ScorecardsRequestOptions,
  search,
  send,
} from './transport';

/** Filters of fleet-wide reads; entity refs, `a|b` for either. @public */
export interface ScorecardFilters {
  owner?: string;
  system?: string;
  lifecycle?: string;
}

/** @public */
export interface PageQuery {
  cursor?: string;
  limit?: number;
}

/**
 * The scorecards API by HTTP. Every method rejects with
 * {@link ScorecardsApiError} for problem details, and with `ResponseError` for
 * answers that are none.
 *
 * @public
 */
export class ScorecardsClient {
  readonly #options: ScorecardsClientOptions;

  constructor(options: ScorecardsClientOptions) {
    this.#options = options;
  }

  /** What is in force. */
  policy(options?: ScorecardsRequestOptions): Promise<Policy> {
    return this.#json(policySchema, '/v1/policy', options);
  }

  /** The signed bundle of a digest, a compact JWS. */
  policyBundle(
    digest: string,
    options?: ScorecardsRequestOptions,
  ): Promise<string> {
    return this.#text(`/v1/policy/${encodeURIComponent(digest)}`, options);
  }

  /** The signed snapshot of an entity's exceptions, a compact JWS. */
  exceptionSnapshot(
    entityRef: string,
    options?: ScorecardsRequestOptions,
  ): Promise<string> {
    return this.#text(`/v1/entities/${path(entityRef)}/snapshot`, options);
  }

  sendEvidence(
    submission: EvidenceSubmission,
    options?: ScorecardsRequestOptions,
  ): Promise<EvidenceReceipt> {
    return this.#json(
      evidenceReceiptSchema,
      '/v1/evidence',
      options,
      json('POST', submission),
    );
  }

  /** A stored evidence document, as it was judged. */
  async evidence(
    verdictId: string,
    options?: ScorecardsRequestOptions,
  ): Promise<unknown> {
    const url = `/v1/verdicts/${encodeURIComponent(verdictId)}/evidence`;
    return (await send(this.#options, url, options)).json();
  }

  verdict(id: string, options?: ScorecardsRequestOptions): Promise<Verdict> {
    const url = `/v1/verdicts/${encodeURIComponent(id)}`;
    return this.#json(verdictSchema, url, options);
  }

  /** The in-toto verification summary of a verdict, a compact JWS. */
  attestation(id: string, options?: ScorecardsRequestOptions): Promise<string> {
    const url = `/v1/verdicts/${encodeURIComponent(id)}/attestation`;
    return this.#text(url, options);
  }

  /** Newest first. */
  verdicts(
    entityRef: string,
    query: PageQuery = {},
    options?: ScorecardsRequestOptions,
  ): Promise<VerdictPage> {
    const url = `/v1/entities/${path(entityRef)}/verdicts`;
    return this.#json(verdictPageSchema, url + search({ ...query }), options);
  }

  scorecard(
    entityRef: string,
    options?: ScorecardsRequestOptions,
  ): Promise<Scorecard> {
    const url = `/v1/entities/${path(entityRef)}/scorecard`;
    return this.#json(scorecardSchema, url, options);
  }

  /** The last 90 days of one check. */
  checkHistory(
    entityRef: string,
    rule: string,
    options?: ScorecardsRequestOptions,
  ): Promise<CheckHistory> {
    const url = `/v1/entities/${path(entityRef)}/checks/${rule}/history`;
    return this.#json(checkHistorySchema, url, options);
  }

  /** Why scores changed, newest first. */
  changes(
    query: PageQuery & ScorecardFilters & { entityRef?: string; rule?: string },
    options?: ScorecardsRequestOptions,
  ): Promise<ChangePage> {
    const url = `/v1/changes${search({ ...query })}`;
    return this.#json(changePageSchema, url, options);
  }

  /** At most 500 refs. */
  summaries(
    entityRefs: string[],
    options?: ScorecardsRequestOptions,
  ): Promise<ScorecardSummaries> {
    return this.#json(
      summariesResponseSchema,
      '/v1/summaries/by-query',
      options,
      json('POST', { entityRefs }),
    );
  }

  overview(
    filters: ScorecardFilters = {},
    options?: ScorecardsRequestOptions,
  ): Promise<ScorecardsOverview> {
    const url = `/v1/overview${search({ ...filters })}`;
    return this.#json(overviewSchema, url, options);
  }

  services(
    query: ScorecardFilters &
      PageQuery & {
        level?: string;
        rule?: string;
        state?: string;
        category?: string;
      } = {},
    options?: ScorecardsRequestOptions,
  ): Promise<ScorecardServicePage> {
    const url = `/v1/services${search({ ...query })}`;
    return this.#json(servicePageSchema, url, options);
  }

  rule(id: string, options?: ScorecardsRequestOptions): Promise<RuleDetail> {
    const url = `/v1/rules/${encodeURIComponent(id)}`;
    return this.#json(ruleDetailSchema, url, options);
  }

  exceptions(
    query: PageQuery & {
      entityRef?: string;
      owner?: string;
      system?: string;
      rule?: string;
      state?: ExceptionState;
      /** Only what the caller may decide. */
      mine?: boolean;
    } = {},
    options?: ScorecardsRequestOptions,
  ): Promise<ExceptionPage> {
    const url = `/v1/exceptions${search({ ...query })}`;
    return this.#json(exceptionPageSchema, url, options);
  }

  exception(
    id: string,
    options?: ScorecardsRequestOptions,
  ): Promise<PolicyException> {
    const url = `/v1/exceptions/${encodeURIComponent(id)}`;
    return this.#json(exceptionSchema, url, options);
  }

  requestException(
    request: ExceptionRequest,
    options?: ScorecardsRequestOptions,
  ): Promise<PolicyException> {
    return this.#json(
      exceptionSchema,
      '/v1/exceptions',
      options,
      json('POST', request),
    );
  }

  decideException(
    id: string,
    decision: ExceptionDecision,
    options?: ScorecardsRequestOptions,
  ): Promise<PolicyException> {
    return this.#json(
      exceptionSchema,
      `/v1/exceptions/${encodeURIComponent(id)}/decision`,
      options,
      json('POST', decision),
    );
  }

  /** Brings an exception of the past in; a repeat changes nothing. */
  importException(
    past: ExceptionImport,
    options?: ScorecardsRequestOptions,
  ): Promise<PolicyException> {
    return this.#json(
      exceptionSchema,
      '/v1/exceptions/import',
      options,
      json('POST', past),
    );
  }

  async #json<T extends z.ZodType>(
    schema: T,
    url: string,
    options?: ScorecardsRequestOptions,
    init?: RequestInit,
  ): Promise<z.output<T>> {
    const response = await send(this.#options, url, options, init);
    return schema.parse(await response.json());
  }

  async #text(
    url: string,
    options?: ScorecardsRequestOptions,
  ): Promise<string> {
    return (await send(this.#options, url, options)).text();
  }
}

/** `kind:namespace/name` as three segments. */
function path(entityRef: string): string {
  const [kind, rest = ''] = entityRef.split(':');
  const [namespace, name = ''] = rest.split('/');
  return [kind, namespace, name].map(encodeURIComponent).join('/');
}
