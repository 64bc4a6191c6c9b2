import { historySchema } from '@waymark/backstage-plugin-llm-proxy-common';
import { examplesFolder } from '../paths';
import { pastAttempts } from './history';
import { readLlmPlan } from './plan';

const now = Date.parse('2026-11-23T12:00:00Z');

describe('the past of the demo company', () => {
  it('is a month and more, in order, and valid', async () => {
    const { usage } = await readLlmPlan(examplesFolder);
    const attempts = pastAttempts(usage, now);
    expect(attempts.length).toBeGreaterThan(2_000);
    expect(attempts[0].at.slice(0, 7)).toBe('2026-10');
    expect(Date.parse(attempts.at(-1)!.at)).toBeLessThan(now - 3_600_000);
    const times = attempts.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
    for (let from = 0; from < attempts.length; from += 1_000) {
      historySchema.parse({
        attempts: attempts.slice(from, from + 1_000),
        denials: [],
      });
    }
  });

  it('happened the same way whenever it is told', async () => {
    const { usage } = await readLlmPlan(examplesFolder);
    const told = pastAttempts(usage, now);
    const later = pastAttempts(usage, now + 7 * 3_600_000);
    expect(later.length).toBeGreaterThan(told.length);
    expect(later.slice(0, told.length)).toEqual(told);
    expect(new Set(later.map(({ id }) => id)).size).toBe(later.length);
  });
});
