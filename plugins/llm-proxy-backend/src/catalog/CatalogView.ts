import type { Entity } from '@backstage/catalog-model';
import type { ScopeTree } from '../budgets/ScopeTree';
import type { EntitySource } from '../credentials/exchange/types';
import type { CatalogModels } from '../models/CatalogModels';
import type { Bound } from '../principals/binding';
import type { CatalogPrincipals } from '../principals/CatalogPrincipals';
import type { OwnershipStore } from '../principals/OwnershipStore';
import type { CatalogFacts } from './facts';

/** Hands each reading of the catalog to whoever works with it. */
export class CatalogView implements EntitySource {
  readonly #options: {
    models: CatalogModels;
    ownership: OwnershipStore;
    principals: CatalogPrincipals;
    tree: ScopeTree;
  };
  #facts?: CatalogFacts;
  #bound: ReadonlyMap<string, Bound> = new Map();

  constructor(options: {
    models: CatalogModels;
    ownership: OwnershipStore;
    principals: CatalogPrincipals;
    tree: ScopeTree;
  }) {
    this.#options = options;
  }

  async update(facts: CatalogFacts): Promise<void> {
    const { models, ownership, principals, tree } = this.#options;
    const bound = await ownership.bind(facts);
    this.#facts = facts;
    this.#bound = bound;
    principals.update(facts, bound);
    models.update(facts.models as Entity[]);
    tree.update(facts, bound, user => principals.teamOf(user));
  }

  /** Of a component or a System: who pays for it. */
  ownerOf(entityRef: string): string | null {
    return this.#bound.get(entityRef)?.owner ?? null;
  }

  async entity(entityRef: string) {
    const component = this.#facts?.components.get(entityRef);
    if (!component) {
      return null;
    }
    const owner = this.ownerOf(entityRef);
    return {
      annotations: component.annotations,
      owners: owner === null ? [] : [owner],
    };
  }

  async groupsOf(userRef: string): Promise<readonly string[]> {
    return this.#facts?.users.get(userRef) ?? [];
  }
}
