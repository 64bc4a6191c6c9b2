import type { ScopeBudget } from '@waymark/backstage-plugin-llm-proxy-common';
import { shareOf } from './budget';

/** A line of the tree of scopes. */
export interface TreeRow {
  budget: ScopeBudget;
  /** 0 at the top. */
  depth: number;
  /** Undefined where nothing is below. */
  open: boolean | undefined;
}

const topOrder: ScopeBudget['kind'][] = [
  'organization',
  'group',
  'system',
  'service',
  'user',
  'unattributed',
  'provider',
];

/** Children by parent; those whose parent is not among the items are at the top. */
function childrenOf(items: ScopeBudget[]): Map<string | null, ScopeBudget[]> {
  const known = new Set(items.map(item => item.scope));
  const children = new Map<string | null, ScopeBudget[]>();
  for (const item of items) {
    const parent =
      item.parent !== null && known.has(item.parent) ? item.parent : null;
    const list = children.get(parent) ?? [];
    list.push(item);
    children.set(parent, list);
  }
  for (const list of children.values()) {
    list.sort(
      (a, b) =>
        topOrder.indexOf(a.kind) - topOrder.indexOf(b.kind) ||
        (shareOf(b) ?? -1) - (shareOf(a) ?? -1) ||
        b.settled - a.settled ||
        a.title.localeCompare(b.title),
    );
  }
  return children;
}

/** The lines in sight, what is most used first. */
export function treeRows(
  items: ScopeBudget[],
  isOpen: (scope: string) => boolean,
): TreeRow[] {
  const children = childrenOf(items);
  const walk = (parent: string | null, depth: number): TreeRow[] =>
    (children.get(parent) ?? []).flatMap(budget => {
      const inner = children.has(budget.scope);
      const open = inner ? isOpen(budget.scope) : undefined;
      return [
        { budget, depth, open },
        ...(open ? walk(budget.scope, depth + 1) : []),
      ];
    });
  return walk(null, 0);
}

/** The scopes above one, itself included. */
export function pathTo(items: ScopeBudget[], scope: string): string[] {
  const byScope = new Map(items.map(item => [item.scope, item]));
  const path: string[] = [];
  let item = byScope.get(scope);
  while (item && !path.includes(item.scope)) {
    path.push(item.scope);
    item = item.parent === null ? undefined : byScope.get(item.parent);
  }
  return path;
}

/** What the filters leave: what lies under each chosen scope, and what is above. */
export function filterScopes(
  items: ScopeBudget[],
  filters: { owner?: string; system?: string; provider?: string },
): ScopeBudget[] {
  const chosen = [filters.owner, filters.system, filters.provider].filter(
    (scope): scope is string => scope !== undefined,
  );
  if (chosen.length === 0) {
    return items;
  }
  const kept = new Set<string>();
  for (const item of items) {
    const path = pathTo(items, item.scope);
    if (chosen.every(scope => path.includes(scope))) {
      path.forEach(scope => kept.add(scope));
    }
  }
  return items.filter(item => kept.has(item.scope));
}
