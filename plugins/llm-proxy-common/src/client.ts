import type { z } from 'zod';
import {
  type BudgetChanges,
  type Budgets,
  type BudgetsQuery,
  type BudgetUpdate,
  budgetChangesSchema,
  budgetsSchema,
  type LlmHolds,
  holdsSchema,
  type Reconciled,
  reconciledSchema,
  type Reconciliation,
  type ScopeBudget,
  scopeBudgetSchema,
} from './budget';
import { type LlmModels, modelsSchema } from './model';
import {
  type DevelopmentKey,
  developmentKeySchema,
  type DevelopmentKeyRequest,
  type LlmStop,
  type LlmStops,
  type LlmTokenRequest,
  type LlmTokenResponse,
  type LlmUse,
  type OwnershipAcceptance,
  type OwnershipMoves,
  ownershipMovesSchema,
  stopSchema,
  stopsSchema,
  tokenResponseSchema,
  useSchema,
} from './principal';
import {
  json,
  type LlmProxyClientOptions,
  type LlmProxyRequestOptions,
  search,
  send,
} from './transport';
import { type LlmSummaries, summariesSchema } from './summary';
import {
  type LlmAttemptPage,
  type LlmAttemptQuery,
  deploymentCostsSchema,
  type LlmDenialPage,
  type LlmDenialQuery,
  type LlmDeploymentCosts,
  type LlmHistory,
  type LlmHistoryReceipt,
  type LlmUsage,
  type LlmUsageQuery,
  attemptPageSchema,
  denialPageSchema,
  historyReceiptSchema,
  usageSchema,
} from './usage';

/**
 * The administrative API by HTTP. Models are called by the official clients of
 * their dialect, not by this one. Every method rejects with
 * {@link LlmProxyApiError} for problem details, and with `ResponseError` for
 * answers that are none.
 *
 * @public
 */
export class LlmProxyClient {
  readonly #options: LlmProxyClientOptions;

  constructor(options: LlmProxyClientOptions) {
    this.#options = options;
  }

  /** RFC 8693 exchange for a credential of at most 15 minutes. */
  async exchangeToken(
    request: LlmTokenRequest,
    options?: LlmProxyRequestOptions,
  ): Promise<LlmTokenResponse> {
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: request.subjectToken,
      subject_token_type:
        request.subjectTokenType ?? 'urn:ietf:params:oauth:token-type:jwt',
    });
    if (request.scopes) {
      form.set('scope', request.scopes.join(' '));
    }
    if (request.service) {
      form.set('resource', request.service);
    }
    return this.#json(tokenResponseSchema, '/oauth/token', options, {
      method: 'POST',
      body: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  /** What the caller may use now, alone or for a service that it owns. */
  async getUse(
    query: { service?: string } = {},
    options?: LlmProxyRequestOptions,
  ): Promise<LlmUse> {
    return this.#json(useSchema, `/admin/use${search(query)}`, options);
  }

  /** Models, and whether the caller may use each. */
  async listModels(
    query: { service?: string } = {},
    options?: LlmProxyRequestOptions,
  ): Promise<LlmModels> {
    return this.#json(modelsSchema, `/admin/models${search(query)}`, options);
  }

  /** The tree of scopes, parents before children. */
  async getBudgets(
    query: BudgetsQuery = {},
    options?: LlmProxyRequestOptions,
  ): Promise<Budgets> {
    return this.#json(
      budgetsSchema,
      `/admin/budgets${search({ ...query })}`,
      options,
    );
  }

  /** Sets or takes away a limit. */
  async updateBudget(
    update: BudgetUpdate,
    options?: LlmProxyRequestOptions,
  ): Promise<ScopeBudget> {
    return this.#send(
      scopeBudgetSchema,
      'PUT',
      '/admin/budgets',
      update,
      options,
    );
  }

  /** Who changed limits, newest first. */
  async listBudgetChanges(
    query: { scope?: string; cursor?: string; limit?: number } = {},
    options?: LlmProxyRequestOptions,
  ): Promise<BudgetChanges> {
    return this.#json(
      budgetChangesSchema,
      `/admin/budgets/changes${search(query)}`,
      options,
    );
  }

  /** Holds that are open or unreconciled, oldest first. */
  async listHolds(
    query: {
      scope?: string;
      state?: 'open' | 'unreconciled';
      cursor?: string;
      limit?: number;
    } = {},
    options?: LlmProxyRequestOptions,
  ): Promise<LlmHolds> {
    return this.#json(holdsSchema, `/admin/holds${search(query)}`, options);
  }

  /** Ends unreconciled holds. */
  async reconcile(
    request: Reconciliation,
    options?: LlmProxyRequestOptions,
  ): Promise<Reconciled> {
    return this.#send(
      reconciledSchema,
      'POST',
      '/admin/holds/reconcile',
      request,
      options,
    );
  }

  /** Spend by scope and day. */
  async getUsage(
    query: LlmUsageQuery,
    options?: LlmProxyRequestOptions,
  ): Promise<LlmUsage> {
    return this.#json(
      usageSchema,
      `/admin/usage${search({ ...query })}`,
      options,
    );
  }

  /** Cost per deployment, the dearest first, at most 100. */
  async listDeploymentCosts(
    query: { scope?: string; from: string; to: string },
    options?: LlmProxyRequestOptions,
  ): Promise<LlmDeploymentCosts> {
    return this.#json(
      deploymentCostsSchema,
      `/admin/deployments${search(query)}`,
      options,
    );
  }

  /** Spend as CSV with the columns of FOCUS 1.1, one row by service, model and day. */
  async exportUsage(
    query: { from: string; to: string; scope?: string },
    options?: LlmProxyRequestOptions,
  ): Promise<Response> {
    return this.#request(`/admin/usage/export${search(query)}`, options);
  }

  /** The raw events behind spend, newest first. */
  async listAttempts(
    query: LlmAttemptQuery = {},
    options?: LlmProxyRequestOptions,
  ): Promise<LlmAttemptPage> {
    return this.#json(
      attemptPageSchema,
      `/admin/attempts${search({ ...query })}`,
      options,
    );
  }

  /** What was refused, newest first. */
  async listDenials(
    query: LlmDenialQuery = {},
    options?: LlmProxyRequestOptions,
  ): Promise<LlmDenialPage> {
    return this.#json(
      denialPageSchema,
      `/admin/denials${search({ ...query })}`,
      options,
    );
  }

  /** State of up to 500 entities in one call. */
  async getSummaries(
    entityRefs: string[],
    options?: LlmProxyRequestOptions,
  ): Promise<LlmSummaries> {
    return this.#send(
      summariesSchema,
      'POST',
      '/admin/summaries/by-query',
      { entityRefs },
      options,
    );
  }

  /** Brings in usage of the past. */
  async importHistory(
    history: LlmHistory,
    options?: LlmProxyRequestOptions,
  ): Promise<LlmHistoryReceipt> {
    return this.#send(
      historyReceiptSchema,
      'POST',
      '/admin/history',
      history,
      options,
    );
  }

  /** Entities that may not call models now. */
  async listStops(options?: LlmProxyRequestOptions): Promise<LlmStops> {
    return this.#json(stopsSchema, '/admin/stops', options);
  }

  /** Stops an entity and everything below it, on every replica within 5 s. */
  async stop(
    request: { entityRef: string; reason: string },
    options?: LlmProxyRequestOptions,
  ): Promise<LlmStop> {
    return this.#send(stopSchema, 'POST', '/admin/stops', request, options);
  }

  /** Lets a stopped entity go on; credentials of before stay invalid. */
  async resume(
    entityRef: string,
    options?: LlmProxyRequestOptions,
  ): Promise<void> {
    await this.#request(
      `/admin/stops/${encodeURIComponent(entityRef)}`,
      options,
      { method: 'DELETE' },
    );
  }

  /** Revokes one credential. */
  async revoke(
    request: { jti: string; reason: string },
    options?: LlmProxyRequestOptions,
  ): Promise<void> {
    await this.#request('/admin/revocations', options, json('POST', request));
  }

  /** What the catalog says anew and the receiving side has not accepted. */
  async listOwnershipMoves(
    options?: LlmProxyRequestOptions,
  ): Promise<OwnershipMoves> {
    return this.#json(ownershipMovesSchema, '/admin/ownership-moves', options);
  }

  /** Accepts a move for the receiving side. */
  async acceptOwnershipMove(
    request: OwnershipAcceptance,
    options?: LlmProxyRequestOptions,
  ): Promise<void> {
    await this.#request(
      '/admin/ownership-moves/accept',
      options,
      json('POST', request),
    );
  }

  /** Makes an opaque key for development; refused in production. */
  async createDevelopmentKey(
    request: DevelopmentKeyRequest,
    options?: LlmProxyRequestOptions,
  ): Promise<DevelopmentKey> {
    return this.#send(
      developmentKeySchema,
      'POST',
      '/admin/development-keys',
      request,
      options,
    );
  }

  async #send<T>(
    schema: z.ZodType<T>,
    method: string,
    path: string,
    body: unknown,
    options?: LlmProxyRequestOptions,
  ): Promise<T> {
    return this.#json(schema, path, options, json(method, body));
  }

  async #json<T>(
    schema: z.ZodType<T>,
    path: string,
    options?: LlmProxyRequestOptions,
    init?: RequestInit,
  ): Promise<T> {
    const response = await this.#request(path, options, init);
    return schema.parse(await response.json());
  }

  async #request(
    path: string,
    options?: LlmProxyRequestOptions,
    init: RequestInit = {},
  ): Promise<Response> {
    return send(this.#options, path, options, init);
  }
}
