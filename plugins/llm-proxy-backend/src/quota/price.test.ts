import fc from 'fast-check';
import { actualAmount, AmountOverflowError, holdAmount } from './price';

const price = {
  ...{ version: 'v1', input: 2_500, cachedInput: 1_250, output: 10_000 },
  perRequest: 7,
};

const count = fc.nat({ max: 10_000_000 });
const prices = fc.record({
  version: fc.constant('v'),
  input: fc.nat({ max: 200_000_000 }),
  cachedInput: fc.nat({ max: 200_000_000 }),
  output: fc.nat({ max: 200_000_000 }),
  perRequest: fc.nat({ max: 1_000_000_000 }),
});

describe('prices', () => {
  it('are rounded up once, to whole nano-dollars', () => {
    const usage = { input: 3, cachedInput: 2, output: 1 };
    // 1 × 2,500 + 2 × 1,250 + 10,000 pico-dollars, and the fee.
    expect(actualAmount(price, usage)).toBe(15 + 7);
    const third = { ...price, input: 1, perRequest: 0 };
    expect(actualAmount(third, { input: 1, cachedInput: 0, output: 0 })).toBe(
      1,
    );
    expect(actualAmount(price, { input: 0, cachedInput: 0, output: 0 })).toBe(
      7,
    );
    expect(holdAmount(price, { inputTokens: 3, outputTokens: 1 })).toBe(25);
  });

  it('never make a call within its bound dearer than its hold', () => {
    fc.assert(
      fc.property(
        ...[prices, count, count, fc.nat(100), fc.nat(100), fc.nat(100)],
        (some, inputTokens, outputTokens, ...shares) => {
          const [i, c, o] = shares.map(share => share / 100);
          const input = Math.floor(inputTokens * i);
          const usage = {
            ...{ input, cachedInput: Math.floor(input * c) },
            output: Math.floor(outputTokens * o),
          };
          const held = holdAmount(some, { inputTokens, outputTokens });
          const actual = actualAmount(some, usage);
          expect(Number.isSafeInteger(actual)).toBe(true);
          expect(actual).toBeLessThanOrEqual(held);
        },
      ),
    );
  });

  it('charge all that a strange report names', () => {
    const usage = { input: 1, cachedInput: 4, output: 0 };
    expect(actualAmount({ ...price, perRequest: 0 }, usage)).toBe(5);
  });

  it.each([
    [Number.MAX_SAFE_INTEGER, 1],
    [-1, 0],
    [0.5, 0],
    [NaN, 0],
  ])('refuse %d tokens', (inputTokens, outputTokens) => {
    const dear = { ...price, input: 1_000_000_000 };
    expect(() => holdAmount(dear, { inputTokens, outputTokens })).toThrow(
      AmountOverflowError,
    );
  });
});
