import { RedisConnection, type RedisOptions } from '../redis/RedisConnection';
import { ScriptRunner } from '../redis/ScriptRunner';
import type { RateCheck, RateLevel, RateStore } from './measure';

/**
 * KEYS bucket and leases by turns; ARGV take or look, tokens, lease, ms of a
 * lease, then requests, tokens and concurrency by turns, 0 for no limit. The
 * clock is the server's. Returns granted, then two levels and the leases by
 * turns.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local tokens = tonumber(ARGV[2])
local levels = {}
local granted = true
for i = 1, #KEYS / 2 do
  local bucket, leases = KEYS[2 * i - 1], KEYS[2 * i]
  local had = redis.call('HMGET', bucket, 'r', 't', 'at')
  local passed = math.max(0, now - tonumber(had[3] or now))
  local function level(limit, value)
    if limit == 0 then return 0 end
    local full = limit * 60000
    return math.min(full, (value and tonumber(value) or full) + passed * limit)
  end
  local requests, size = tonumber(ARGV[2 + 3 * i]), tonumber(ARGV[3 + 3 * i])
  local most = tonumber(ARGV[4 + 3 * i])
  local r, t, held = level(requests, had[1]), level(size, had[2]), 0
  if most > 0 then
    redis.call('ZREMRANGEBYSCORE', leases, '-inf', now)
    held = redis.call('ZCARD', leases)
  end
  if (requests > 0 and r < 60000) or (size > 0 and t < tokens * 60000)
    or (most > 0 and held >= most) then
    granted = false
  end
  levels[i] = {r, t, held, requests, size, most}
end
if ARGV[1] == 'take' and granted then
  for i, one in ipairs(levels) do
    if one[4] > 0 then one[1] = one[1] - 60000 end
    if one[5] > 0 then one[2] = one[2] - tokens * 60000 end
    if one[4] + one[5] > 0 then
      redis.call('HSET', KEYS[2 * i - 1], 'r', string.format('%.0f', one[1]),
        't', string.format('%.0f', one[2]), 'at', string.format('%.0f', now))
      redis.call('PEXPIRE', KEYS[2 * i - 1], 120000)
    end
    if one[6] > 0 then
      redis.call('ZADD', KEYS[2 * i], now + tonumber(ARGV[4]), ARGV[3])
      redis.call('PEXPIRE', KEYS[2 * i], ARGV[4])
      one[3] = one[3] + 1
    end
  end
end
local answer = {granted and '1' or '0'}
for _, one in ipairs(levels) do
  answer[#answer + 1] = string.format('%.0f', one[1])
  answer[#answer + 1] = string.format('%.0f', one[2])
  answer[#answer + 1] = tostring(one[3])
end
return answer
`;

/** Rates of all replicas, counted in Redis: one call for each request. */
export class RedisRates implements RateStore {
  readonly #redis: RedisConnection;
  readonly #scripts: ScriptRunner;
  readonly #prefix: string;
  readonly #leaseFor: number;

  /** @param options - `leaseFor` in milliseconds */
  constructor(
    options: Omit<RedisOptions, 'durable'> & {
      prefix?: string;
      leaseFor: number;
    },
  ) {
    this.#redis = new RedisConnection({ ...options, durable: false });
    this.#scripts = new ScriptRunner(this.#redis.client);
    this.#prefix = options.prefix ?? '{waymark-llm}:';
    this.#leaseFor = options.leaseFor;
  }

  /** A server that is not there is waited for in the background. */
  start(): Promise<void> {
    return this.#redis.start();
  }

  async take(
    checks: readonly RateCheck[],
    tokens: number,
    lease: string,
  ): Promise<{ granted: boolean; levels: readonly RateLevel[] }> {
    const [granted, ...levels] = await this.#run('take', checks, tokens, lease);
    return { granted: granted === '1', levels: toLevels(levels) };
  }

  async look(checks: readonly RateCheck[]): Promise<readonly RateLevel[]> {
    const [, ...levels] = await this.#run('look', checks, 0, '');
    return toLevels(levels);
  }

  async drop(checks: readonly RateCheck[], lease: string): Promise<void> {
    await this.#redis.run(client =>
      Promise.all(
        checks
          .filter(({ concurrency }) => concurrency > 0)
          .map(({ scope }) => client.zrem(this.#leases(scope), lease)),
      ),
    );
  }

  close(): Promise<void> {
    return this.#redis.close();
  }

  #run(
    what: 'take' | 'look',
    checks: readonly RateCheck[],
    tokens: number,
    lease: string,
  ): Promise<string[]> {
    const keys = checks.flatMap(({ scope }) => [
      `${this.#prefix}rate:${scope}`,
      this.#leases(scope),
    ]);
    const limits = checks.flatMap(check => [
      ...[check.requests, check.tokens, check.concurrency],
    ]);
    return this.#redis.run(() =>
      this.#scripts.run(TAKE, keys, [
        ...[what, tokens, lease, this.#leaseFor, ...limits],
      ]),
    );
  }

  #leases(scope: string): string {
    return `${this.#prefix}leases:${scope}`;
  }
}

function toLevels(flat: readonly string[]): RateLevel[] {
  const levels: RateLevel[] = [];
  for (let at = 0; at < flat.length; at += 3) {
    const [requests, tokens, leases] = flat.slice(at, at + 3).map(Number);
    levels.push({ requests, tokens, leases });
  }
  return levels;
}
