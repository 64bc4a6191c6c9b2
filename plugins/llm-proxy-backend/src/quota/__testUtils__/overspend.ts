import { randomUUID } from 'node:crypto';
import type { Ledger } from '../types';
import { LedgerProcess } from './LedgerProcess';
import { type LedgerOptions, openLedger } from './openLedger';
import {
  type PartResult,
  PERIOD,
  REAP_AT,
  runPart,
  type Schedule,
  scheduleOf,
} from './schedule';

export interface OverspendOptions {
  readonly ledger: LedgerOptions;
  readonly schedules: number;
  /** Schedules at a time; default 8. */
  readonly lanes?: number;
  readonly processes?: number;
}

export interface OverspendResult {
  readonly schedules: number;
  readonly processes: number;
  readonly granted: number;
  readonly refused: number;
  /** Sentences on scopes where tally ≤ ledger ≤ limit did not hold. */
  readonly violations: string[];
}

type RunPart = (run: string, seed: number, part: number) => Promise<PartResult>;

const PARTS = 3;

/**
 * Lets processes race for the same budgets in random schedules, and holds the
 * books against what a mock provider billed: tally ≤ ledger ≤ limit in every
 * scope, and tally = ledger once the provider's numbers are in.
 */
export async function runOverspend(
  options: OverspendOptions,
): Promise<OverspendResult> {
  const memory = options.ledger.store === 'memory';
  const count = memory ? 1 : options.processes ?? PARTS;
  const { ledger, close } = await openLedger(options.ledger);
  const processes = memory
    ? []
    : await Promise.all(
        Array.from({ length: count }, () =>
          LedgerProcess.start(options.ledger),
        ),
      );
  const part: RunPart = memory
    ? (run, seed, index) => runPart(ledger, run, seed, index)
    : (run, seed, index) => processes[index % count].part(run, seed, index);
  const total = { granted: 0, refused: 0, violations: [] as string[] };
  const run = randomUUID();
  let next = 0;
  const lane = async () => {
    for (let seed = next; seed < options.schedules; seed = next) {
      next += 1;
      const result = await runSchedule(ledger, part, run, seed);
      total.granted += result.granted;
      total.refused += result.refused;
      total.violations.push(...result.violations);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.lanes ?? 8 }, lane));
  } finally {
    await Promise.all(processes.map(one => one.kill()));
    await close();
  }
  return { schedules: options.schedules, processes: count, ...total };
}

async function runSchedule(
  ledger: Ledger,
  part: RunPart,
  run: string,
  seed: number,
) {
  const schedule = scheduleOf(run, seed);
  const violations: string[] = [];
  await ledger.setLimits(schedule.limits, 1);
  const running = Promise.all([0, 1, 2].map(index => part(run, seed, index)));
  await check(ledger, schedule, violations, 'meanwhile');
  const parts = await running;
  // Those that nobody ended; other schedules' reapers may have been here.
  while ((await ledger.reap(REAP_AT, 100)).length === 100);
  await check(ledger, schedule, violations, 'in the end', sumsOf(parts));
  for (const { id, actual } of parts.flatMap(one => one.unreconciled)) {
    await ledger.end(id, { state: 'settled', amount: actual });
  }
  const { tally } = sumsOf(parts);
  await check(ledger, schedule, violations, 'reconciled', {
    ...{ tally, booked: tally },
  });
  return {
    granted: parts.reduce((sum, one) => sum + one.granted, 0),
    refused: parts.reduce((sum, one) => sum + one.refused, 0),
    violations,
  };
}

type Expected = Pick<PartResult, 'tally' | 'booked'>;

function sumsOf(parts: readonly PartResult[]): Expected {
  const add = (name: 'tally' | 'booked') => {
    const sums: Record<string, number> = {};
    for (const one of parts) {
      for (const [scope, sum] of Object.entries(one[name])) {
        sums[scope] = (sums[scope] ?? 0) + sum;
      }
    }
    return sums;
  };
  return { tally: add('tally'), booked: add('booked') };
}

async function check(
  ledger: Ledger,
  { scopes, limits }: Schedule,
  violations: string[],
  when: string,
  expected?: Expected,
): Promise<void> {
  for (const [scope, balance] of await ledger.balances(scopes, PERIOD)) {
    const { settled, held, unreconciled } = balance;
    const counted = settled + held + unreconciled;
    const limit = limits.get(scope) ?? Infinity;
    const tally = expected?.tally[scope] ?? 0;
    const booked = expected ? expected.booked[scope] ?? 0 : counted;
    if (tally > counted || counted > limit || counted !== booked) {
      violations.push(
        `${scope} ${when}: tally ${tally}, booked ${booked}, ledger ${counted} (${held} held), limit ${limit}`,
      );
    }
  }
}
