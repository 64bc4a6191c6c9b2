import { niceTicks } from './scale';

it.each([
  [1_636, [0, 500, 1_000, 1_500]],
  [1_000, [0, 500, 1_000]],
  [0.9, [0, 0.5]],
  [8, [0, 2, 4, 6, 8]],
])('divides %d', (max, ticks) => {
  expect(niceTicks(max)).toEqual(ticks);
});

it('never goes beyond the largest value, and draws few lines', () => {
  for (let max = 0.001; max < 1e9; max *= 1.7) {
    const ticks = niceTicks(max);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(max * (1 + 1e-8));
  }
});

it('has one line where there is nothing', () => {
  expect(niceTicks(0)).toEqual([0]);
});
