import type { ScopeKind } from '@waymark/backstage-plugin-llm-proxy-common';
import type { CatalogFacts } from '../catalog/facts';
import type { Bound } from '../principals/binding';
import { scopeKindOf } from '../usage/scopeKind';
import { type ScopeNode, scopeNodes } from './tree';

/** The scopes of the last reading of the catalog. */
export class ScopeTree {
  readonly #providers: readonly string[];
  #nodes: readonly ScopeNode[] = [];
  #byScope: ReadonlyMap<string, ScopeNode> = new Map();

  constructor(providers: readonly string[]) {
    this.#providers = providers;
  }

  /** Takes a reading in. */
  update(
    facts: CatalogFacts,
    bound: ReadonlyMap<string, Bound>,
    teamOf: (user: string) => string | null,
  ): void {
    const providers = this.#providers;
    this.#nodes = scopeNodes(facts, bound, { teamOf, providers });
    this.#byScope = new Map(this.#nodes.map(node => [node.scope, node]));
  }

  /** Parents before children. */
  nodes(): readonly ScopeNode[] {
    return this.#nodes;
  }

  get(scope: string): ScopeNode | undefined {
    return this.#byScope.get(scope);
  }

  /** The organization is a group that only the catalog can tell. */
  kindOf(scope: string): ScopeKind {
    return this.#byScope.get(scope)?.kind ?? scopeKindOf(scope);
  }

  /** The scope and everything below it, parents first. */
  below(scope: string): ScopeNode[] {
    const inside = new Set([scope]);
    return this.#nodes.filter(node => {
      if (node.parent !== null && inside.has(node.parent)) {
        inside.add(node.scope);
      }
      return inside.has(node.scope);
    });
  }

  /** Their names; of the whole tree when left out. */
  namesBelow(scope?: string): string[] {
    if (scope === undefined) {
      return this.#nodes.map(node => node.scope);
    }
    // One that has left the catalog has nothing below it, but a past.
    const below = this.below(scope).map(node => node.scope);
    return [...new Set([scope, ...below])];
  }

  /** The scope and what is above it, nearest first. */
  above(scope: string): ScopeNode[] {
    const path: ScopeNode[] = [];
    for (
      let node = this.#byScope.get(scope);
      node && !path.includes(node);
      node = node.parent === null ? undefined : this.#byScope.get(node.parent)
    ) {
      path.push(node);
    }
    return path;
  }
}
