import { MAX_AMOUNT } from './price';
import type { HoldRequest } from './types';

/** Nano-dollars that a ledger takes; a mistake of ours throws a RangeError. */
export function checkAmount(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount < 0 || amount > MAX_AMOUNT) {
    throw new RangeError(`${amount} is no amount in nano-dollars`);
  }
  return amount;
}

/** Scopes are sorted and distinct, so that all replicas lock in one order. */
export function checkRequest(request: HoldRequest): void {
  checkAmount(request.amount);
  const { scopes } = request;
  const sorted = scopes.every(
    (scope, index) => index === 0 || scopes[index - 1] < scope,
  );
  if (!scopes.length || !sorted) {
    throw new RangeError('The scopes of a hold are not sorted and distinct');
  }
}
