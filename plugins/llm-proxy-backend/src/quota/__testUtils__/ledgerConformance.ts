import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { MAX_AMOUNT as MOST } from '../price';
import type { HoldRequest, Ledger } from '../types';
import { AT, holdOf, limit, own, PERIOD, scopesOf, sums } from './holds';

/** One thing that every ledger must do; `run` rejects when it does not. */
export interface LedgerCase {
  readonly name: string;
  run(ledger: Ledger): Promise<void>;
}

/**
 * What every implementation of {@link Ledger} must pass. Bound to no test
 * runner: `it.each(ledgerConformance)`.
 */
export const ledgerConformance: LedgerCase[] = [
  {
    name: 'holds up to the limit and not one more',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 100 });
      const granted = { granted: true };
      assert.deepEqual(await ledger.reserve(holdOf([scope], 60)), granted);
      assert.deepEqual(await ledger.reserve(holdOf([scope], 40)), granted);
      assert.deepEqual(await ledger.reserve(holdOf([scope], 1)), {
        ...{ granted: false, scope, limit: 100, headroom: 0 },
      });
      assert.deepEqual(await ledger.reserve(holdOf([scope], 0)), granted);
      assert.deepEqual(await sums(ledger, scope), [0, 100, 0]);
    },
  },
  {
    name: 'holds in all scopes or in none, and names the first without room',
    async run(ledger) {
      const [a, b, c] = scopesOf(3);
      await limit(ledger, { [a]: 100, [b]: 50, [c]: 20 });
      assert.deepEqual(await ledger.reserve(holdOf([a, b, c], 51)), {
        ...{ granted: false, scope: b, limit: 50, headroom: 50 },
      });
      for (const scope of [a, b, c]) {
        assert.deepEqual(await sums(ledger, scope), [0, 0, 0]);
      }
      assert.equal((await ledger.reserve(holdOf([a, b, c], 20))).granted, true);
      for (const scope of [a, b, c]) {
        assert.deepEqual(await sums(ledger, scope), [0, 20, 0]);
      }
    },
  },
  {
    name: 'refuses what no scope limits, and counts scopes without a limit',
    async run(ledger) {
      const [free, bound] = scopesOf(2);
      assert.deepEqual(await ledger.reserve(holdOf([free], 1)), {
        ...{ granted: false, scope: null, limit: null, headroom: null },
      });
      await limit(ledger, { [bound]: 10 });
      await ledger.reserve(holdOf([free, bound], 7));
      assert.deepEqual(await sums(ledger, free), [0, 7, 0]);
      await limit(ledger, { [bound]: null });
      assert.equal((await ledger.reserve(holdOf([bound], 1))).granted, false);
    },
  },
  {
    name: 'keeps periods apart',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 10 });
      await ledger.reserve(holdOf([scope], 10));
      const next = holdOf([scope], 10, { period: '2026-12' });
      assert.equal((await ledger.reserve(next)).granted, true);
      await ledger.end(next.id, { state: 'settled', amount: 3 });
      assert.deepEqual(await sums(ledger, scope), [0, 10, 0]);
      assert.deepEqual(await sums(ledger, scope, '2026-12'), [3, 0, 0]);
    },
  },
  {
    name: 'settles once, for what it cost',
    async run(ledger) {
      const [a, b] = scopesOf(2);
      await limit(ledger, { [a]: 100 });
      const hold = holdOf([a, b], 60);
      await ledger.reserve(hold);
      assert.deepEqual(
        await ledger.end(hold.id, { state: 'settled', amount: 25 }),
        { applied: true, breach: false },
      );
      for (const end of [
        { state: 'settled', amount: 30 },
        { state: 'released' },
        { state: 'unreconciled' },
      ] as const) {
        assert.deepEqual(await ledger.end(hold.id, end), {
          ...{ applied: false, breach: false },
        });
      }
      assert.deepEqual(await sums(ledger, a), [25, 0, 0]);
      assert.deepEqual(await sums(ledger, b), [25, 0, 0]);
    },
  },
  {
    name: 'takes zero for zero, and releases',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 100 });
      const [free, gone] = [holdOf([scope], 60), holdOf([scope], 40)];
      await ledger.reserve(free);
      await ledger.reserve(gone);
      await ledger.end(free.id, { state: 'settled', amount: 0 });
      await ledger.end(gone.id, { state: 'released' });
      assert.deepEqual(await sums(ledger, scope), [0, 0, 0]);
    },
  },
  {
    name: 'replaces an unreconciled end by a late one, once',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 100 });
      const [late, never] = [holdOf([scope], 60), holdOf([scope], 40)];
      for (const { id } of [late, never]) {
        await ledger.reserve(id === late.id ? late : never);
        const first = await ledger.end(id, { state: 'unreconciled' });
        const again = await ledger.end(id, { state: 'unreconciled' });
        assert.deepEqual([first.applied, again.applied], [true, false]);
      }
      assert.deepEqual(await sums(ledger, scope), [0, 0, 100]);
      assert.equal((await ledger.reserve(holdOf([scope], 1))).granted, false);
      const settled = { state: 'settled', amount: 10 } as const;
      assert.equal((await ledger.end(late.id, settled)).applied, true);
      assert.equal((await ledger.end(late.id, settled)).applied, false);
      await ledger.end(never.id, { state: 'released' });
      assert.deepEqual(await sums(ledger, scope), [10, 0, 0]);
    },
  },
  {
    name: 'charges in full what passed its hold, and says so',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 100 });
      const hold = holdOf([scope], 60);
      await ledger.reserve(hold);
      assert.deepEqual(
        await ledger.end(hold.id, { state: 'settled', amount: 130 }),
        { applied: true, breach: true },
      );
      assert.deepEqual(await ledger.reserve(holdOf([scope], 0)), {
        ...{ granted: false, scope, limit: 100, headroom: -30 },
      });
    },
  },
  {
    name: 'grants nothing over a limit that was cut, and again when it grows',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 100 });
      await ledger.reserve(holdOf([scope], 80));
      await limit(ledger, { [scope]: 50 });
      assert.deepEqual(await ledger.reserve(holdOf([scope], 1)), {
        ...{ granted: false, scope, limit: 50, headroom: -30 },
      });
      await limit(ledger, { [scope]: 81 });
      assert.equal((await ledger.reserve(holdOf([scope], 1))).granted, true);
    },
  },
  {
    name: 'makes a hold once when it is asked twice',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 100 });
      const hold = holdOf([scope], 60);
      const answers = await Promise.all([
        ledger.reserve(hold),
        ledger.reserve(hold),
      ]);
      assert.deepEqual(answers, [{ granted: true }, { granted: true }]);
      assert.deepEqual(await sums(ledger, scope), [0, 60, 0]);
    },
  },
  {
    name: 'reaps expired holds only, the first to expire first',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 100 });
      // Long ago, so that other cases' holds are not touched.
      const at = (expiresAt: number) =>
        holdOf([scope], 10, { createdAt: expiresAt - 10, expiresAt });
      const [first, second, third] = [at(1_000), at(2_000), at(3_000)];
      for (const hold of [third, first, second]) {
        await ledger.reserve(hold);
      }
      const reaped = await ledger.reap(3_000, 1);
      assert.deepEqual(own(reaped), [{ ...first, state: 'unreconciled' }]);
      assert.deepEqual(
        own(await ledger.reap(3_000, 10)).map(({ id }) => id),
        [second.id],
      );
      assert.deepEqual(own(await ledger.reap(3_000, 10)), []);
      assert.deepEqual(await sums(ledger, scope), [0, 10, 20]);
      await ledger.end(first.id, { state: 'settled', amount: 4 });
      assert.deepEqual(await sums(ledger, scope), [4, 10, 10]);
      await ledger.end(third.id, { state: 'released' });
    },
  },
  {
    name: 'lists what is open or unreconciled, by creation, in pages',
    async run(ledger) {
      const [scope, other] = scopesOf(2);
      await limit(ledger, { [scope]: 1_000 });
      const made: HoldRequest[] = [];
      for (let index = 0; index < 7; index += 1) {
        const createdAt = AT + Math.floor(index / 2);
        const hold = holdOf([scope], 10 + index, {
          ...{ id: `${randomUUID()}`, createdAt, expiresAt: AT + 60_000 },
        });
        made.push(hold);
        await ledger.reserve(hold);
      }
      await ledger.reserve(holdOf([scope, other], 1, { createdAt: AT + 99 }));
      made.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
      await ledger.end(made[1].id, { state: 'unreconciled' });
      await ledger.end(made[2].id, { state: 'released' });
      const seen: string[] = [];
      for (let after: HoldRequest | undefined; ; ) {
        const page = await ledger.holds({ scope, after, limit: 2 });
        seen.push(...page.map(hold => `${hold.id} ${hold.state}`));
        if (page.length < 2) {
          break;
        }
        after = page[1];
      }
      const expected = made
        .filter((_, index) => index !== 2)
        .map((hold, index) =>
          index === 1 ? `${hold.id} unreconciled` : `${hold.id} open`,
        );
      assert.deepEqual(seen.slice(0, -1), expected);
      const unreconciled = await ledger.holds({
        ...{ scope, state: 'unreconciled', limit: 5 },
      });
      assert.deepEqual(own(unreconciled), [
        { ...made[1], state: 'unreconciled' },
      ]);
      assert.equal((await ledger.holds({ scope: other, limit: 5 })).length, 1);
    },
  },
  {
    name: 'says what became of holds that count',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: 100 });
      const [open, lost] = [holdOf([scope], 10), holdOf([scope], 20)];
      await ledger.reserve(open);
      await ledger.reserve(lost);
      await ledger.end(lost.id, { state: 'unreconciled' });
      const outcomes = await ledger.outcomes([open.id, lost.id, 'nobody']);
      assert.deepEqual(
        outcomes,
        new Map([
          [
            open.id,
            {
              ...{ state: 'open', attemptId: open.attemptId },
              ...{ period: PERIOD, amount: 10 },
            },
          ],
          [
            lost.id,
            {
              ...{ state: 'unreconciled', attemptId: lost.attemptId },
              ...{ period: PERIOD, amount: 20 },
            },
          ],
        ]),
      );
      assert.deepEqual(await ledger.outcomes([]), new Map());
      if (ledger.durable) {
        await ledger.end(lost.id, { state: 'settled', amount: 30 });
        const after = (await ledger.outcomes([lost.id])).get(lost.id)!;
        assert.deepEqual([after.state, after.amount], ['settled', 30]);
      }
    },
  },
  {
    name: 'imports past spend once, over a limit too',
    async run(ledger) {
      const [a, b] = scopesOf(2);
      await limit(ledger, { [a]: 10 });
      const entry = { id: randomUUID(), scopes: [a, b], period: PERIOD };
      const amounts = [30, 30, 70];
      const answers: boolean[] = [];
      for (const amount of amounts) {
        answers.push(await ledger.importSettled({ ...entry, amount }));
      }
      assert.deepEqual(answers, [true, false, false]);
      assert.deepEqual(await sums(ledger, b), [30, 0, 0]);
      const refused = await ledger.reserve(holdOf([a, b], 1));
      assert.deepEqual(refused, {
        ...{ granted: false, scope: a, limit: 10, headroom: -20 },
      });
    },
  },
  {
    name: 'adds large amounts exactly',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await limit(ledger, { [scope]: MOST });
      const hold = holdOf([scope], MOST - 1);
      await ledger.reserve(hold);
      assert.deepEqual(await ledger.reserve(holdOf([scope], 2)), {
        ...{ granted: false, scope, limit: MOST, headroom: 1 },
      });
      await ledger.end(hold.id, { state: 'settled', amount: MOST - 1 });
      assert.equal((await ledger.reserve(holdOf([scope], 1))).granted, true);
      assert.deepEqual(await sums(ledger, scope), [MOST - 1, 1, 0]);
    },
  },
  {
    name: 'refuses amounts that are none, and scopes out of order',
    async run(ledger) {
      const [a, b] = scopesOf(2);
      for (const request of [
        ...[holdOf([a], -1), holdOf([a], 0.5), holdOf([a], NaN)],
        ...[holdOf([a], MOST + 1), holdOf([b, a], 1), holdOf([a, a], 1)],
        holdOf([], 1),
      ]) {
        await assert.rejects(async () => ledger.reserve(request), RangeError);
      }
      await assert.rejects(
        async () => ledger.end('nobody', { state: 'settled', amount: -1 }),
        RangeError,
      );
    },
  },
  {
    name: 'knows nothing of holds that were never made',
    async run(ledger) {
      for (const state of ['released', 'unreconciled'] as const) {
        const ended = await ledger.end(randomUUID(), { state });
        assert.deepEqual(ended, { applied: false, breach: false });
      }
    },
  },
  {
    name: 'never passes a limit when many race, in crossing sets of scopes',
    async run(ledger) {
      const scopes = scopesOf(6);
      await limit(
        ledger,
        Object.fromEntries(scopes.map((scope, index) => [scope, 50 + index])),
      );
      const race = Array.from({ length: 60 }, (_, index) => {
        const some = scopes.filter((_scope, at) => (index + at) % 3 !== 0);
        return ledger.reserve(holdOf(some, 1 + (index % 7)));
      });
      const answers = await Promise.all(race);
      assert.ok(answers.some(answer => answer.granted));
      assert.ok(answers.some(answer => !answer.granted));
      for (const [, balance] of await ledger.balances(scopes, PERIOD)) {
        assert.ok(balance.held <= balance.limit!);
        assert.ok(balance.held > 0);
      }
    },
  },
  {
    name: 'ignores limits older than those in force',
    async run(ledger) {
      const [scope] = scopesOf(1);
      await ledger.setLimits(new Map([[scope, 10]]), 1_000);
      await ledger.setLimits(new Map([[scope, 99]]), 999);
      const balances = await ledger.balances([scope], PERIOD);
      assert.equal(balances.get(scope)!.limit, 10);
    },
  },
];
