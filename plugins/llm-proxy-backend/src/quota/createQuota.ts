import type { Knex } from 'knex';
import type { LlmProxyConfig } from '../config';
import { BudgetStore, type LimitChange } from './BudgetStore';
import { LimitFeed } from './LimitFeed';
import { MemoryRates } from './rates/MemoryRates';
import { Rates } from './rates/Rates';
import { RedisRates } from './rates/RedisRates';
import { type Act, Reaper } from './Reaper';
import { RedisLedger } from './RedisLedger';
import { Replicas } from './Replicas';
import { SoleLedger } from './SoleLedger';
import { SqlLedger } from './SqlLedger';
import { type Ledger, LedgerUnavailableError, type RateLimiter } from './types';

export interface QuotaOptions {
  readonly config: LlmProxyConfig['quota'];
  /** With the tables of `migrations/`. */
  readonly knex: Knex;
  /**
   * Nano-dollars of a period by scope, as the audit has them: settled and
   * unreconciled, and intents without a completion at what they hold.
   */
  readonly sums: (period: string) => Promise<ReadonlyMap<string, number>>;
  /** Takes what the system did by itself. */
  readonly audit: (act: Act) => void;
  /** How long a call may take, in milliseconds: so long a concurrency lease lives. */
  readonly leaseFor: number;
  readonly now?: () => number;
}

export interface Quota {
  readonly ledger: Ledger;
  readonly rates: RateLimiter;
  readonly budgets: BudgetStore;
  readonly reaper: Reaper;
  readonly replicas: Replicas;
  /** Brings a change of limits to the ledger now; other replicas poll. */
  pushLimits(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the books that the configuration names and keeps limits, replicas and
 * expired holds up to date. Rejects when the store could lose what was spent;
 * a store that is away is waited for, and nothing is granted meanwhile.
 */
export async function createQuota(options: QuotaOptions): Promise<Quota> {
  const { config, knex, now = Date.now } = options;
  const budgets = new BudgetStore(knex, now);
  for (const change of await budgets.setFirst(config.budgets)) {
    options.audit(actOf(change));
  }
  const replicas = new Replicas(knex, { store: config.store });
  await replicas.start();
  const { ledger, begin } = createLedger(options, replicas);
  const feed = new LimitFeed({ budgets, ledger, begin });
  const reaper = new Reaper(ledger, {
    reaped: ({ act }) => options.audit(act),
    now,
  });
  const rates = createRates(options, replicas);
  const close = async () => {
    await feed.close();
    await reaper.close();
    await rates.close();
    await ledger.close();
    await replicas.close();
  };
  try {
    await begin().catch(error => {
      if (!(error instanceof LedgerUnavailableError)) {
        throw error;
      }
    });
    await feed.start();
  } catch (error) {
    await close();
    throw error;
  }
  reaper.start();
  return {
    ...{ ledger, rates, budgets, reaper, replicas, close },
    pushLimits: () => feed.push(),
  };
}

/** The ledger, and what opens its books once its store is there. */
function createLedger(
  { config, knex, sums, now = Date.now }: QuotaOptions,
  replicas: Replicas,
): { ledger: Ledger; begin: () => Promise<void> } {
  const period = () => new Date(now()).toISOString().slice(0, 7);
  const timeout = config.commandTimeout;
  if (config.store === 'memory') {
    const ledger = new SoleLedger(replicas, async () => {
      const current = period();
      return { period: current, spent: await sums(current) };
    });
    return { ledger, begin: async () => {} };
  }
  const ledger =
    config.store === 'redis'
      ? new RedisLedger({ url: config.redis!.url, timeout })
      : new SqlLedger(knex, { timeout, now });
  const begin = () => {
    const current = period();
    return ledger.start(current, () => sums(current));
  };
  return { ledger, begin };
}

function createRates(
  { config, leaseFor, now }: QuotaOptions,
  replicas: Replicas,
): RateLimiter {
  const count = () => replicas.count;
  const common =
    config.store === 'redis'
      ? new RedisRates({
          ...{ url: config.redis!.url, timeout: config.commandTimeout },
          leaseFor,
        })
      : undefined;
  // Counts by its own part until it is connected.
  common?.start().catch(() => {});
  return new Rates({
    ...{ limits: config.rates, common, replicas: count },
    own: new MemoryRates({ replicas: count, leaseFor, now }),
  });
}

function actOf({ by, scope, from, to, reason, revision }: LimitChange): Act {
  return {
    by,
    what: 'budget.set',
    detail: { scope, from, to, reason, revision },
  };
}
