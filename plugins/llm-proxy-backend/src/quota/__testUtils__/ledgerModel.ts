import fc from 'fast-check';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { HoldEnd, HoldRequest, Ledger } from '../types';

const PERIODS = ['2026-11', '2026-12'];
const AT = 1_000_000;

type Step =
  | { do: 'reserve'; scopes: number[]; amount: number; period: number }
  | { do: 'end'; hold: number; end: HoldEnd }
  | { do: 'limit'; scope: number; limit: number | null }
  | { do: 'import'; scopes: number[]; amount: number; period: number }
  | { do: 'reap'; share: number };

const scopes = fc
  .uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 })
  .map(list => list.sort());
const amount = fc.nat({ max: 60 });
const period = fc.nat({ max: 1 });
const end = fc.oneof(
  fc.record({ state: fc.constant('settled' as const), amount }),
  fc.record({ state: fc.constant('released' as const) }),
  fc.record({ state: fc.constant('unreconciled' as const) }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ do: fc.constant('reserve' as const), scopes, amount, period },
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ do: fc.constant('end' as const), hold: fc.nat({ max: 30 }), end },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('limit' as const),
      scope: fc.nat({ max: 3 }),
      limit: fc.option(fc.nat({ max: 150 }), { freq: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ do: fc.constant('import' as const), scopes, amount, period },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ do: fc.constant('reap' as const), share: fc.nat({ max: 30 }) },
    }),
  },
);

type Entry = { request: HoldRequest; state: string; charged: number };

/** The ledger as one would write it on paper: a list of all holds, added up each time. */
class Model {
  readonly limits = new Map<string, number>();
  readonly holds: Entry[] = [];
  readonly imports: { scopes: string[]; period: string; amount: number }[] = [];

  sums(scope: string, inPeriod: string) {
    const mine = this.holds.filter(
      ({ request }) =>
        request.period === inPeriod && request.scopes.includes(scope),
    );
    const total = (state: string) =>
      mine
        .filter(entry => entry.state === state)
        .reduce((sum, entry) => sum + entry.request.amount, 0);
    const imported = this.imports
      .filter(one => one.period === inPeriod && one.scopes.includes(scope))
      .reduce((sum, one) => sum + one.amount, 0);
    return {
      limit: this.limits.get(scope) ?? null,
      settled: mine.reduce((sum, entry) => sum + entry.charged, imported),
      held: total('open'),
      unreconciled: total('unreconciled'),
    };
  }

  reserve(request: HoldRequest) {
    let limited = false;
    for (const scope of request.scopes) {
      const { limit, settled, held, unreconciled } = this.sums(
        scope,
        request.period,
      );
      if (limit !== null) {
        limited = true;
        const headroom = limit - settled - held - unreconciled;
        if (request.amount > headroom) {
          return { granted: false, scope, limit, headroom };
        }
      }
    }
    if (!limited) {
      return { granted: false, scope: null, limit: null, headroom: null };
    }
    this.holds.push({ request, state: 'open', charged: 0 });
    return { granted: true };
  }

  end(entry: Entry, how: HoldEnd) {
    const applied =
      entry.state === 'open' ||
      (entry.state === 'unreconciled' && how.state !== 'unreconciled');
    if (!applied) {
      return { applied, breach: false };
    }
    entry.state = how.state;
    entry.charged = how.state === 'settled' ? how.amount : 0;
    return { applied, breach: entry.charged > entry.request.amount };
  }
}

/** Sends random steps to a ledger and to the model, and compares all answers and sums. */
export async function holdsToModel(
  make: () => Promise<Ledger>,
  runs: number,
): Promise<void> {
  let revision = 10;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      async steps => {
        const ledger = await make();
        const model = new Model();
        // A store is shared by all runs: names and times are of this one.
        const run = randomUUID();
        const names = [0, 1, 2, 3].map(index => `${run}/${index}`);
        for (const [index, one] of steps.entries()) {
          revision += 1;
          await take(ledger, model, one, { names, index, revision });
          for (const inPeriod of PERIODS) {
            const balances = await ledger.balances(names, inPeriod);
            for (const name of names) {
              const expected = model.sums(name, inPeriod);
              assert.deepEqual(balances.get(name), expected);
            }
          }
        }
        // Nothing of this run is left for the reaper of the next.
        for (const { request } of model.holds) {
          await ledger.end(request.id, { state: 'released' });
        }
      },
    ),
    { numRuns: runs },
  );
}

async function take(
  ledger: Ledger,
  model: Model,
  one: Step,
  at: { names: string[]; index: number; revision: number },
): Promise<void> {
  const named = (list: number[]) => list.map(index => at.names[index]);
  if (one.do === 'reserve') {
    const id = randomUUID();
    const request: HoldRequest = {
      ...{ id, attemptId: `of ${id}`, scopes: named(one.scopes) },
      ...{ period: PERIODS[one.period], amount: one.amount },
      ...{ createdAt: AT, expiresAt: AT + at.index },
    };
    assert.deepEqual(await ledger.reserve(request), model.reserve(request));
  } else if (one.do === 'end') {
    const entry = model.holds[one.hold % Math.max(model.holds.length, 1)];
    if (entry) {
      assert.deepEqual(
        await ledger.end(entry.request.id, one.end),
        model.end(entry, one.end),
      );
    }
  } else if (one.do === 'limit') {
    const name = at.names[one.scope];
    await ledger.setLimits(new Map([[name, one.limit]]), at.revision);
    if (one.limit === null) {
      model.limits.delete(name);
    } else {
      model.limits.set(name, one.limit);
    }
  } else if (one.do === 'import') {
    const entry = {
      ...{ scopes: named(one.scopes), period: PERIODS[one.period] },
      amount: one.amount,
    };
    model.imports.push(entry);
    await ledger.importSettled({ id: randomUUID(), ...entry });
  } else {
    const now = AT + one.share;
    const due = model.holds.filter(
      ({ request, state }) => state === 'open' && request.expiresAt < now,
    );
    const reaped = [...(await ledger.reap(now, 100))];
    assert.deepEqual(
      reaped.map(({ id }) => id).sort(),
      due.map(({ request }) => request.id).sort(),
    );
    due.forEach(entry => model.end(entry, { state: 'unreconciled' }));
  }
}
