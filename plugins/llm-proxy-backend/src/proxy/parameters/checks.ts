/**
 * What is wrong with the value of a parameter: `invalid` is no value of its
 * kind, `unsupported` is a value whose cost or whose owner cannot be told.
 */
export type Problem = 'invalid' | 'unsupported' | null;

export type Check = (value: unknown) => Problem;

export type Members = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const any: Check = () => null;

export const text: Check = value =>
  typeof value === 'string' ? null : 'invalid';

export const flag: Check = value =>
  typeof value === 'boolean' ? null : 'invalid';

export const number: Check = value =>
  typeof value === 'number' ? null : 'invalid';

export const object: Check = value => (isObject(value) ? null : 'invalid');

/** Kept at the provider, or billed out of sight. */
export const onlyFalse: Check = value =>
  value === false ? null : 'unsupported';

export function whole(min: number, max: number): Check {
  return value =>
    Number.isSafeInteger(value) &&
    (value as number) >= min &&
    (value as number) <= max
      ? null
      : 'invalid';
}

export function oneOf(...values: readonly unknown[]): Check {
  return value => (values.includes(value) ? null : 'unsupported');
}

/** The first problem among the items of a list. */
export function listOf(check: Check, max: number): Check {
  return value => {
    if (!Array.isArray(value) || value.length > max) {
      return 'invalid';
    }
    for (const item of value) {
      const problem = check(item);
      if (problem !== null) {
        return problem;
      }
    }
    return null;
  };
}

/** An object whose `type` is one of those named. */
export function typed(types: readonly string[], absent = false): Check {
  return value => {
    if (!isObject(value)) {
      return 'invalid';
    }
    if (value.type === undefined && absent) {
      return null;
    }
    return types.includes(value.type as string) ? null : 'unsupported';
  };
}
