import { randomUUID } from 'node:crypto';
import { checkAmount, checkRequest } from './check';
import { type LateEnd, LateEnds } from './LateEnds';
import { RedisConnection, type RedisOptions } from './redis/RedisConnection';
import { END, IMPORT, REAP, RESERVE, SET_LIMITS, START } from './redis/scripts';
import { ScriptRunner } from './redis/ScriptRunner';
import {
  type Balance,
  type EndResult,
  type Hold,
  type HoldEnd,
  type HoldOutcome,
  type HoldQuery,
  type HoldRequest,
  type Ledger,
  LedgerUnavailableError,
  type Reservation,
} from './types';

/** How long holds that ended are remembered, in milliseconds. */
const KEEP_ENDED = 60 * 60 * 1000;

/** Holds read at a time for the operator's view. */
const PAGE = 500;

type Fields = Record<string, string>;

/**
 * The ledger in Redis: one call to reserve, one to end. The server must fsync
 * every write and evict nothing; see {@link RedisConnection}.
 */
export class RedisLedger implements Ledger {
  readonly kind = 'redis';
  readonly durable = true;
  readonly #redis: RedisConnection;
  readonly #scripts: ScriptRunner;
  readonly #prefix: string;
  readonly #late: LateEnds;

  constructor(
    options: Omit<RedisOptions, 'durable'> & {
      /** Begins every key; default `{waymark-llm}:`. */
      prefix?: string;
      retryEvery?: number;
    },
  ) {
    this.#redis = new RedisConnection({ ...options, durable: true });
    this.#scripts = new ScriptRunner(this.#redis.client);
    this.#prefix = options.prefix ?? '{waymark-llm}:';
    this.#late = new LateEnds(
      (id, end) => this.#end(id, end),
      options.retryEvery,
    );
  }

  /**
   * Connects, and begins with what was spent before this ledger kept the
   * books; an empty server is one that begins. Rejects when the server could
   * lose what was spent.
   */
  async start(
    period: string,
    spent: () => Promise<ReadonlyMap<string, number>>,
  ): Promise<void> {
    await this.#redis.start();
    const marker = this.#key('marker');
    if (await this.#redis.run(client => client.exists(marker))) {
      return;
    }
    const sums = [...(await spent())].flatMap(([scope, amount]) => [
      scope,
      checkAmount(amount),
    ]);
    await this.#call(
      START,
      [marker, this.#balances(period)],
      [randomUUID(), ...sums],
    );
  }

  async reserve(request: HoldRequest): Promise<Reservation> {
    checkRequest(request);
    const { id, period, scopes } = request;
    try {
      const [answer, scope, limit, headroom] = await this.#call(
        RESERVE,
        [
          ...[this.#key('marker'), this.#key('limits')],
          ...[this.#balances(period), this.#hold(id)],
          ...[this.#key('open'), this.#key('all')],
        ],
        [
          ...[id, request.amount, request.createdAt, request.expiresAt],
          ...[request.attemptId, period, ...scopes],
        ],
      );
      if (answer === 'granted') {
        return { granted: true };
      }
      return answer === 'refused'
        ? {
            granted: false,
            scope,
            limit: Number(limit),
            headroom: Number(headroom),
          }
        : { granted: false, scope: null, limit: null, headroom: null };
    } catch (error) {
      this.#late.add(id, { state: 'void' });
      throw error;
    }
  }

  async end(id: string, end: HoldEnd): Promise<EndResult> {
    if (end.state === 'settled') {
      checkAmount(end.amount);
    }
    try {
      return await this.#end(id, end);
    } catch (error) {
      this.#late.add(id, end);
      throw error;
    }
  }

  async reap(now: number, limit: number): Promise<Hold[]> {
    const [, ...ids] = await this.#call(
      REAP,
      [this.#key('marker'), this.#key('open')],
      [now, Math.min(limit, 1_000), this.#prefix],
    );
    return this.#read(ids);
  }

  async setLimits(
    limits: ReadonlyMap<string, number | null>,
    revision: number,
  ): Promise<void> {
    const pairs = [...limits].flatMap(([scope, limit]) => [
      scope,
      limit === null ? '' : checkAmount(limit),
    ]);
    await this.#call(SET_LIMITS, [this.#key('limits')], [revision, ...pairs]);
  }

  async balances(
    scopes: readonly string[],
    period: string,
  ): Promise<Map<string, Balance>> {
    if (!scopes.length) {
      return new Map();
    }
    const fields = scopes.flatMap(scope => [
      `${scope}|s`,
      `${scope}|h`,
      `${scope}|u`,
    ]);
    const [limits, sums] = await this.#redis.run(client =>
      Promise.all([
        client.hmget(this.#key('limits'), ...scopes),
        client.hmget(this.#balances(period), ...fields),
      ]),
    );
    return new Map(
      scopes.map((scope, index) => {
        const limit = limits[index];
        return [
          scope,
          {
            limit: limit === null ? null : Number(limit),
            settled: Number(sums[3 * index] ?? 0),
            held: Number(sums[3 * index + 1] ?? 0),
            unreconciled: Number(sums[3 * index + 2] ?? 0),
          },
        ];
      }),
    );
  }

  async holds(query: HoldQuery): Promise<Hold[]> {
    const { after, limit } = query;
    const found: Hold[] = [];
    for (let offset = 0; found.length < limit; offset += PAGE) {
      const ids = await this.#redis.run(client =>
        client.zrangebyscore(
          this.#key('all'),
          after?.createdAt ?? '-inf',
          '+inf',
          'LIMIT',
          offset,
          PAGE,
        ),
      );
      for (const hold of await this.#read(ids)) {
        if (matches(hold, query)) {
          found.push(hold);
        }
      }
      if (ids.length < PAGE) {
        break;
      }
    }
    return found.slice(0, limit);
  }

  async outcomes(ids: readonly string[]): Promise<Map<string, HoldOutcome>> {
    const all = await this.#fields(ids);
    const outcomes = new Map<string, HoldOutcome>();
    ids.forEach((id, index) => {
      const { state, attempt, period, amount, charged } = all[index];
      if (attempt !== undefined) {
        outcomes.set(id, {
          state: state as HoldOutcome['state'],
          attemptId: attempt,
          period,
          amount: Number(charged ?? amount),
        });
      }
    });
    return outcomes;
  }

  async importSettled(entry: {
    id: string;
    scopes: readonly string[];
    period: string;
    amount: number;
  }): Promise<boolean> {
    const { period } = entry;
    const [answer] = await this.#call(
      IMPORT,
      [
        ...[this.#key('marker'), this.#key(`imports:${period}`)],
        this.#balances(period),
      ],
      [entry.id, checkAmount(entry.amount), ...entry.scopes],
    );
    return answer === 'applied';
  }

  async close(): Promise<void> {
    await this.#late.close();
    await this.#redis.close();
  }

  async #end(id: string, end: LateEnd): Promise<EndResult> {
    const [answer, breach] = await this.#call(
      END,
      [
        ...[this.#key('marker'), this.#hold(id)],
        ...[this.#key('open'), this.#key('all')],
      ],
      [
        ...[id, end.state, end.state === 'settled' ? end.amount : 0],
        ...[this.#prefix, KEEP_ENDED],
      ],
    );
    return { applied: answer === 'applied', breach: breach === '1' };
  }

  async #call(
    script: string,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<string[]> {
    const reply = await this.#redis.run(() =>
      this.#scripts.run(script, keys, args),
    );
    if (reply[0] === 'lost') {
      throw new LedgerUnavailableError(
        'Redis lost the ledger: restart the proxy to begin it again from the audit',
        30,
      );
    }
    return reply;
  }

  async #read(ids: readonly string[]): Promise<Hold[]> {
    const all = await this.#fields(ids);
    return ids.flatMap((id, index) => toHold(id, all[index]));
  }

  #fields(ids: readonly string[]): Promise<Fields[]> {
    return this.#redis.run(client =>
      Promise.all(ids.map(id => client.hgetall(this.#hold(id)))),
    );
  }

  #key(name: string): string {
    return `${this.#prefix}${name}`;
  }

  #balances(period: string): string {
    return this.#key(`balances:${period}`);
  }

  #hold(id: string): string {
    return this.#key(`hold:${id}`);
  }
}

/** None when it ended between two reads. */
function toHold(id: string, fields: Fields): Hold[] {
  const { state } = fields;
  if (state !== 'open' && state !== 'unreconciled') {
    return [];
  }
  return [
    {
      id,
      attemptId: fields.attempt,
      scopes: JSON.parse(fields.scopes),
      period: fields.period,
      amount: Number(fields.amount),
      createdAt: Number(fields.created),
      expiresAt: Number(fields.expires),
      state,
    },
  ];
}

function matches(hold: Hold, { scope, state, after }: HoldQuery): boolean {
  return (
    (scope === undefined || hold.scopes.includes(scope)) &&
    (state === undefined || hold.state === state) &&
    (!after ||
      hold.createdAt > after.createdAt ||
      (hold.createdAt === after.createdAt && hold.id > after.id))
  );
}
