import type { LlmPrice } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Bound, Usage } from './types';

/** The largest amount that budgets know, in nano-dollars: 9 million US dollars. */
export const MAX_AMOUNT = 9_000_000_000_000_000;

const PICO_PER_NANO = 1000n;

/** A call that could cost more than any budget: it is refused, never rounded. */
export class AmountOverflowError extends Error {
  readonly name = 'AmountOverflowError';
  readonly code = 'amount_overflow';
}

/**
 * What a call can cost at most, in nano-dollars. Cached input is taken at the
 * dearer of the two input prices.
 *
 * Throws {@link AmountOverflowError}.
 */
export function holdAmount(price: LlmPrice, bound: Bound): number {
  return total(price, [
    [bound.inputTokens, Math.max(price.input, price.cachedInput)],
    [bound.outputTokens, price.output],
  ]);
}

/**
 * What a call cost, in nano-dollars, rounded up once. A report of more cached
 * than input tokens is charged for all that it names.
 *
 * Throws {@link AmountOverflowError}.
 */
export function actualAmount(price: LlmPrice, usage: Usage): number {
  return total(price, [
    [Math.max(usage.input - usage.cachedInput, 0), price.input],
    [usage.cachedInput, price.cachedInput],
    [usage.output, price.output],
  ]);
}

function total(
  price: LlmPrice,
  items: ReadonlyArray<readonly [tokens: number, pico: number]>,
): number {
  let pico = 0n;
  for (const [tokens, each] of items) {
    pico += whole(tokens) * whole(each);
  }
  const nano =
    (pico + PICO_PER_NANO - 1n) / PICO_PER_NANO + whole(price.perRequest);
  if (nano > BigInt(MAX_AMOUNT)) {
    throw new AmountOverflowError(
      'The call can cost more than the largest budget',
    );
  }
  return Number(nano);
}

function whole(value: number): bigint {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new AmountOverflowError(`${value} is no count that can be priced`);
  }
  return BigInt(value);
}
