import type {
  LlmModel,
  LlmUse,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { type BudgetService, resetsAt } from '../budgets/BudgetService';
import { ALL_SCOPES } from '../credentials/grant';
import type { Model, ModelDirectory } from '../models/types';
import type { PolicyDecision } from '../policy/types';
import type { Principal, PrincipalDirectory } from '../principals/types';
import { holdAmount } from '../quota/price';
import type { RateLimiter } from '../quota/types';
import { periodOf } from '../usage/days';
import type { EventStore } from '../usage/EventStore';
import type { SummaryStore } from '../usage/SummaryStore';

const DENIALS = 5;

/** The call whose hold is shown as an example, in tokens. */
const EXAMPLE = { inputTokens: 4_000, outputTokens: 1_000 };

/** Who asks: a person, alone or for a service, or a service. */
export interface Party {
  readonly user: string | null;
  readonly service: string | null;
}

/** What {@link UseService} works with. */
export interface UseServiceOptions {
  budgets: Pick<BudgetService, 'of'>;
  events: Pick<EventStore, 'denials'>;
  models: ModelDirectory;
  policy: PolicyDecision;
  principals: PrincipalDirectory;
  /** For clients, without `/v1`. */
  publicUrl: string;
  rates: Pick<RateLimiter, 'state'>;
  summaries: Pick<SummaryStore, 'summaries'>;
  /** False while a model's provider cannot be called. */
  available: (model: Model) => boolean;
  builtIn: (provider: string) => boolean;
  now?: () => number;
}

/** What somebody may use, and how much of it is left. */
export class UseService {
  readonly #options: UseServiceOptions;
  readonly #now: () => number;

  constructor(options: UseServiceOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Null for a party that the catalog does not know. */
  async use(party: Party): Promise<LlmUse | null> {
    const principal = this.#principal(party);
    if (!principal) {
      return null;
    }
    const { budgets, events, publicUrl, rates, summaries } = this.#options;
    const { user, service, system, groups } = principal;
    const own = service ?? user;
    const scopes = [user, service, system, ...groups].filter(
      scope => scope !== null,
    );
    const now = this.#now();
    const period = periodOf(now);
    const about = service === null ? { user: user ?? '' } : { scope: service };
    const [found, states, denials, counted, models] = await Promise.all([
      budgets.of(scopes),
      rates.state(principal),
      events.denials({ ...about, limit: DENIALS }, null),
      own === null ? [] : summaries.summaries([own], now),
      this.#decided(principal),
    ]);
    return {
      baseUrl: `${publicUrl}/v1`,
      subject: principal.subject,
      team: principal.team,
      service,
      system,
      dataClass: principal.dataClass,
      period,
      resetsAt: resetsAt(period),
      budgets: found,
      rates: states.map(({ scope, kind, limit, left }) => ({
        scope,
        kind,
        limit,
        left,
      })),
      denials: denials.items,
      denialCount: counted[0]?.denials ?? 0,
      example: exampleOf(models),
    };
  }

  /** All models, each with the verdict on the party; null as above. */
  async models(party: Party): Promise<LlmModel[] | null> {
    const principal = this.#principal(party);
    return principal && this.#wireModels(principal);
  }

  async #wireModels(principal: Principal): Promise<LlmModel[]> {
    const { available, builtIn } = this.#options;
    const now = this.#now();
    const decided = await this.#decided(principal);
    return decided.map(({ model, verdict }) => {
      const { imageTokens: _, model: __, fallbacks: ___, ...shown } = model;
      return {
        ...shown,
        operations: [...model.operations],
        regions: [...model.regions],
        builtIn: builtIn(model.provider),
        endOfLife:
          model.endOfLife === null
            ? null
            : new Date(model.endOfLife).toISOString(),
        state: stateOf(model, available(model), now),
        access: verdict.allowed
          ? { allowed: true, rule: null, reason: null, owner: null }
          : verdict,
      };
    });
  }

  #principal({ user, service }: Party): Principal | null {
    const facts = this.#options.principals.resolve(user, service);
    return (
      facts && {
        ...facts,
        subject: user ?? service ?? '',
        scopes: new Set(ALL_SCOPES),
        deployment: null,
        commit: null,
        actor: null,
        credentialId: '',
        expiresAt: 0,
      }
    );
  }

  #decided(principal: Principal) {
    const { models, policy } = this.#options;
    return Promise.all(
      models.list().map(async model => ({
        model,
        verdict: await policy.decide({
          principal,
          operation: model.operations[0],
          model,
        }),
      })),
    );
  }
}

function exampleOf(
  decided: ReadonlyArray<{ model: Model; verdict: { allowed: boolean } }>,
): LlmUse['example'] {
  const allowed = decided.filter(
    ({ model, verdict }) =>
      verdict.allowed && model.operations.includes('chat'),
  );
  // The one that people begin with, where there is one of that name.
  const found =
    allowed.find(({ model }) => model.alias === 'standard') ?? allowed[0];
  return (
    (found?.model && {
      alias: found.model.alias,
      amount: holdAmount(found.model.price, EXAMPLE),
    }) ??
    null
  );
}

function stateOf(
  model: Model,
  available: boolean,
  now: number,
): LlmModel['state'] {
  if (model.endOfLife !== null) {
    return model.endOfLife <= now ? 'ended' : 'deprecated';
  }
  return available ? 'available' : 'unavailable';
}
