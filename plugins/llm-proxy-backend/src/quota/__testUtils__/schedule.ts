import type { HoldEnd, HoldRequest, Ledger } from '../types';

export const PERIOD = '2026-11';
/** Holds of calls whose process "died" expire before it, all others after. */
export const REAP_AT = 1_000;

/** What the provider and the books must have at the end, in nano-dollars by scope. */
export interface PartResult {
  /** What the mock provider billed: aborted and timed-out calls too. */
  readonly tally: Record<string, number>;
  /** What must count in the ledger until the provider's numbers come. */
  readonly booked: Record<string, number>;
  /** Calls that nobody knows the cost of but the provider. */
  readonly unreconciled: { id: string; actual: number }[];
  readonly granted: number;
  readonly refused: number;
}

export interface Schedule {
  readonly scopes: readonly string[];
  /** Of some of the scopes, the first always among them. */
  readonly limits: ReadonlyMap<string, number>;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    // eslint-disable-next-line no-bitwise
    state = (state + 0x6d2b79f5) | 0;
    // eslint-disable-next-line no-bitwise
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    // eslint-disable-next-line no-bitwise
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    // eslint-disable-next-line no-bitwise
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function scheduleOf(run: string, seed: number): Schedule {
  const random = randomOf(seed);
  const count = 2 + Math.floor(random() * 4);
  const scopes = Array.from(
    { length: count },
    (_, index) => `${run}/${seed}/${index}`,
  );
  const limits = new Map<string, number>();
  scopes.forEach((scope, index) => {
    if (index === 0 || random() < 0.6) {
      limits.set(scope, 20 + Math.floor(random() * 150));
    }
  });
  return { scopes, limits };
}

class Sums implements PartResult {
  readonly tally: Record<string, number> = {};
  readonly booked: Record<string, number> = {};
  readonly unreconciled: { id: string; actual: number }[] = [];
  granted = 0;
  refused = 0;

  add(to: 'tally' | 'booked', scopes: readonly string[], sum: number): void {
    for (const scope of scopes) {
      this[to][scope] = (this[to][scope] ?? 0) + sum;
    }
  }
}

/** The calls of one process in a schedule, some at a time. */
export async function runPart(
  ledger: Ledger,
  run: string,
  seed: number,
  part: number,
): Promise<PartResult> {
  const { scopes } = scheduleOf(run, seed);
  const random = randomOf(seed * 31 + part + 1);
  const calls = Array.from({ length: 3 + Math.floor(random() * 5) }, (_, n) =>
    callOf(random, scopes, `${run}-${seed}-${part}-${n}`),
  );
  const result = new Sums();
  const lane = async () => {
    for (let call = calls.pop(); call; call = calls.pop()) {
      await runCall(ledger, call, result);
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  if (random() < 0.3) {
    await ledger.reap(REAP_AT, 50);
  }
  return result;
}

type Fate =
  | 'settled'
  | 'settled-twice'
  | 'not-sent'
  | 'aborted'
  | 'timed-out'
  | 'late'
  | 'crashed';

const FATES: Fate[] = [
  ...(['settled', 'settled', 'settled', 'settled-twice'] as const),
  ...(['not-sent', 'aborted', 'timed-out', 'late', 'crashed'] as const),
];

interface Call {
  readonly request: HoldRequest;
  readonly actual: number;
  readonly fate: Fate;
}

function callOf(
  random: () => number,
  scopes: readonly string[],
  id: string,
): Call {
  const fate = FATES[Math.floor(random() * FATES.length)];
  const some = scopes.filter((_, index) => index === 0 || random() < 0.6);
  const amount = 1 + Math.floor(random() * 40);
  // A third costs all that was held.
  const share = random() < 0.33 ? 1 : random();
  return {
    request: {
      ...{ id, attemptId: id, scopes: some, period: PERIOD, amount },
      createdAt: 1,
      expiresAt: fate === 'crashed' ? REAP_AT - 1 : REAP_AT + 1,
    },
    ...{ actual: Math.floor(amount * share), fate },
  };
}

async function runCall(
  ledger: Ledger,
  { request, actual, fate }: Call,
  result: Sums,
): Promise<void> {
  const { granted } = await ledger.reserve(request);
  if (!granted) {
    result.refused += 1;
    return;
  }
  result.granted += 1;
  const { id, scopes, amount } = request;
  if (fate === 'not-sent') {
    await ledger.end(id, { state: 'released' });
    return;
  }
  result.add('tally', scopes, actual);
  for (const end of endsOf(fate, actual)) {
    await ledger.end(id, end);
  }
  const known = fate.startsWith('settled') || fate === 'late';
  result.add('booked', scopes, known ? actual : amount);
  if (!known) {
    result.unreconciled.push({ id, actual });
  }
}

/** What the proxy says to the ledger, repeated and late as it may be. */
function endsOf(fate: Fate, actual: number): HoldEnd[] {
  const settled = { state: 'settled', amount: actual } as const;
  const unreconciled = { state: 'unreconciled' } as const;
  switch (fate) {
    case 'settled':
      return [settled];
    case 'settled-twice':
      return [settled, settled, unreconciled];
    case 'late':
      return [unreconciled, settled, unreconciled];
    case 'crashed':
      return [];
    default:
      return [unreconciled, unreconciled];
  }
}
