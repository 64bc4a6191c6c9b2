import type { DataClass } from '@waymark/backstage-plugin-llm-proxy-common';

/** What counts for quota and data class. */
export interface Bound {
  readonly owner: string | null;
  readonly system: string | null;
  readonly dataClass: DataClass | null;
}

/** What an entity's authors wrote into the catalog. */
export interface Stated extends Bound {
  /** From a location whose word binds at once. */
  readonly trusted: boolean;
}

/** A statement that waits for the receiving side. */
export interface Pending {
  readonly what: keyof Bound;
  readonly to: string | null;
  /** UTC milliseconds. */
  readonly seenAt: number;
}

const FIELDS = ['owner', 'system', 'dataClass'] as const;

/** From the least protected; an unknown class counts as `internal`. */
const RANK: Readonly<Record<DataClass, number>> = {
  public: 0,
  internal: 1,
  confidential: 2,
};

/**
 * What binds after a reading of the catalog. The first word of an entity
 * binds, as there is no earlier owner to protect; so does a stricter data
 * class. Any other change waits, unless its location is trusted.
 */
export function bindNext(
  before: { bound: Bound; pending: readonly Pending[] } | undefined,
  stated: Stated,
  now: number,
): { bound: Bound; pending: Pending[] } {
  const { owner, system, dataClass } = stated;
  if (!before || stated.trusted) {
    return { bound: { owner, system, dataClass }, pending: [] };
  }
  const bound: Record<string, string | null> = { ...before.bound };
  const pending: Pending[] = [];
  for (const what of FIELDS) {
    if (stated[what] === bound[what]) {
      continue;
    }
    if (what === 'dataClass' && stricter(stated.dataClass, bound.dataClass)) {
      bound.dataClass = stated.dataClass;
      continue;
    }
    const seen = before.pending.find(
      item => item.what === what && item.to === stated[what],
    );
    pending.push(seen ?? { what, to: stated[what], seenAt: now });
  }
  return { bound: bound as unknown as Bound, pending };
}

function stricter(to: DataClass | null, from: string | null): boolean {
  return rank(to) > rank(from);
}

function rank(dataClass: string | null): number {
  return RANK[(dataClass ?? 'internal') as DataClass];
}
