import type {
  ScopeBudget,
  ScopeKind,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { CatalogFacts } from '../catalog/facts';
import type { Bound } from '../principals/binding';
import type { Balance } from '../quota/types';

/** A place in the tree of scopes, before money is put to it. */
export interface ScopeNode {
  readonly scope: string;
  readonly kind: ScopeKind;
  readonly title: string;
  readonly parent: string | null;
}

/** What is known of the money of one scope. */
export interface ScopeMoney extends Balance {
  readonly unreconciledCalls: number;
  readonly setBy: string | null;
  readonly setAt: number | null;
}

/**
 * All scopes that the catalog knows, parents before children: groups below
 * their parents, Systems below the owner, services below their System when one
 * owner has both, else below their own owner. People come below their team,
 * providers and what has no owner on their own.
 */
export function scopeNodes(
  facts: CatalogFacts,
  bound: ReadonlyMap<string, Bound>,
  extra: {
    /** Team of a person. */
    teamOf: (user: string) => string | null;
    providers: readonly string[];
  },
): ScopeNode[] {
  const nodes = new Map<string, ScopeNode>();
  const put = (node: ScopeNode) => nodes.set(node.scope, node);
  for (const [scope, group] of facts.groups) {
    if (group.type !== 'role') {
      const { parent } = group;
      const known = parent !== null && facts.groups.has(parent);
      put({
        scope,
        kind: known ? 'group' : 'organization',
        title: group.title,
        parent: known ? parent : null,
      });
    }
  }
  const ownerOf = (ref: string) => {
    const owner = bound.get(ref)?.owner ?? null;
    return owner !== null && nodes.has(owner) ? owner : null;
  };
  for (const [scope, system] of facts.systems) {
    put({ scope, kind: 'system', title: system.title, parent: ownerOf(scope) });
  }
  for (const scope of facts.components.keys()) {
    const owner = ownerOf(scope);
    const system = bound.get(scope)?.system ?? null;
    const below = system !== null && ownerOf(system) === owner ? system : owner;
    put({ scope, kind: 'service', title: nameOf(scope), parent: below });
  }
  for (const scope of facts.users.keys()) {
    const parent = extra.teamOf(scope);
    put({ scope, kind: 'user', title: nameOf(scope), parent });
  }
  for (const id of extra.providers) {
    put({ scope: `provider:${id}`, kind: 'provider', title: id, parent: null });
  }
  put({
    scope: 'unattributed',
    kind: 'unattributed',
    title: 'Unattributed',
    parent: null,
  });
  return inOrder(nodes);
}

/** Depth first; a parent that is missing or in a loop counts as none. */
function inOrder(nodes: ReadonlyMap<string, ScopeNode>): ScopeNode[] {
  const children = new Map<string | null, ScopeNode[]>();
  for (const node of nodes.values()) {
    const parent =
      node.parent !== null && nodes.has(node.parent) ? node.parent : null;
    const placed = parent === node.parent ? node : { ...node, parent };
    children.set(parent, [...(children.get(parent) ?? []), placed]);
  }
  const ordered: ScopeNode[] = [];
  const seen = new Set<string>();
  const visit = (parent: string | null) => {
    for (const node of (children.get(parent) ?? []).sort(byKindAndTitle)) {
      if (!seen.has(node.scope)) {
        seen.add(node.scope);
        ordered.push(node);
        visit(node.scope);
      }
    }
  };
  visit(null);
  for (const node of nodes.values()) {
    if (!seen.has(node.scope)) {
      seen.add(node.scope);
      ordered.push({ ...node, parent: null });
      visit(node.scope);
    }
  }
  return ordered;
}

const KINDS: readonly ScopeKind[] = [
  'organization',
  'group',
  'system',
  'service',
  'user',
  'provider',
  'unattributed',
];

function byKindAndTitle(a: ScopeNode, b: ScopeNode): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    a.title.localeCompare(b.title)
  );
}

/**
 * Drops what says nothing: Systems, services and people without a limit and
 * without spend, unless something below them is kept. Groups stay.
 */
export function withoutIdle(
  nodes: readonly ScopeNode[],
  money: ReadonlyMap<string, ScopeMoney>,
): ScopeNode[] {
  const kept = new Set<string>();
  const byScope = new Map(nodes.map(node => [node.scope, node]));
  for (const node of nodes) {
    const own = money.get(node.scope);
    const spent = own && own.settled + own.held + own.unreconciled > 0;
    const limited = own !== undefined && own.limit !== null;
    if (spent || limited || node.kind === 'group') {
      for (
        let at: ScopeNode | undefined = node;
        at && !kept.has(at.scope);
        at = at.parent === null ? undefined : byScope.get(at.parent)
      ) {
        kept.add(at.scope);
      }
    }
  }
  return nodes.filter(node => kept.has(node.scope));
}

/** `checkout` of `component:default/checkout`. */
function nameOf(ref: string): string {
  return ref.slice(ref.indexOf('/') + 1);
}

/** A node and its money as the API gives it. */
export function scopeBudget(
  node: ScopeNode,
  money: ScopeMoney | undefined,
  outlook: Pick<ScopeBudget, 'forecast' | 'reachesLimitOn'>,
): ScopeBudget {
  return {
    scope: node.scope,
    kind: node.kind,
    title: node.title,
    parent: node.parent,
    limit: money?.limit ?? null,
    settled: money?.settled ?? 0,
    held: money?.held ?? 0,
    unreconciled: money?.unreconciled ?? 0,
    unreconciledCalls: money?.unreconciledCalls ?? 0,
    forecast: outlook.forecast,
    reachesLimitOn: outlook.reachesLimitOn,
    setBy: money?.setBy ?? null,
    setAt: money?.setAt ? new Date(money.setAt).toISOString() : null,
  };
}
