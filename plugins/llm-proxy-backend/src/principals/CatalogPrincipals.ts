import type { DataClass } from '@waymark/backstage-plugin-llm-proxy-common';
import type { CatalogFacts } from '../catalog/facts';
import { CredentialsUnavailableError } from '../credentials/types';
import type { Bound } from './binding';
import type { PrincipalDirectory } from './types';

type Resolved = NonNullable<ReturnType<PrincipalDirectory['resolve']>>;

/** How deep groups may nest; deeper ones are a loop. */
const MAX_GROUPS = 16;

/** A person at their own machine works with what the company keeps inside. */
const DATA_CLASS_OF_PEOPLE: DataClass = 'internal';

/**
 * Principals out of the last reading of the catalog. The same object comes
 * back as long as nothing about it changed, so that callers can cache by it.
 */
export class CatalogPrincipals implements PrincipalDirectory {
  #facts?: CatalogFacts;
  #bound: ReadonlyMap<string, Bound> = new Map();
  #cache = new Map<string, Resolved | null>();
  #previous: ReadonlyMap<string, Resolved | null> = new Map();
  #epoch = 0;

  /** Takes a reading in. */
  update(facts: CatalogFacts, bound: ReadonlyMap<string, Bound>): void {
    this.#facts = facts;
    this.#bound = bound;
    this.#previous = this.#cache;
    this.#cache = new Map();
  }

  resolve(user: string | null, service: string | null): Resolved | null {
    if (!this.#facts) {
      throw new CredentialsUnavailableError('The catalog was not read yet.');
    }
    const key = `${user ?? ''} ${service ?? ''}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) {
      return cached;
    }
    const resolved = this.#keep(key, this.#resolve(this.#facts, user, service));
    this.#cache.set(key, resolved);
    return resolved;
  }

  /** The team of a user: the first group of type `team`, else of any but roles. */
  teamOf(user: string): string | null {
    const facts = this.#facts;
    const groups = facts?.users.get(user) ?? [];
    const typed = (type: string) =>
      groups.find(ref => facts?.groups.get(ref)?.type === type);
    return (
      typed('team') ??
      groups.find(ref => {
        const group = facts?.groups.get(ref);
        return group !== undefined && group.type !== 'role';
      }) ??
      null
    );
  }

  #resolve(
    facts: CatalogFacts,
    user: string | null,
    service: string | null,
  ): Omit<Resolved, 'epoch'> | null {
    if (user !== null && !facts.users.has(user)) {
      return null;
    }
    if (service === null) {
      const team = user === null ? null : this.teamOf(user);
      return {
        user,
        service,
        system: null,
        team,
        groups: chain(facts, team),
        dataClass: DATA_CLASS_OF_PEOPLE,
      };
    }
    if (!facts.components.has(service)) {
      return null;
    }
    const { owner, system } = this.#bound.get(service) ?? {};
    const team = this.#payer(owner ?? null);
    return {
      user,
      service,
      system: system ?? null,
      team,
      groups: chain(facts, team),
      dataClass:
        (system && this.#bound.get(system)?.dataClass) || DATA_CLASS_OF_PEOPLE,
    };
  }

  /** A component may be owned by a person, whose team pays then. */
  #payer(owner: string | null): string | null {
    if (owner === null || this.#facts?.groups.has(owner)) {
      return owner;
    }
    return this.#facts?.users.has(owner) ? this.teamOf(owner) : null;
  }

  #keep(key: string, found: Omit<Resolved, 'epoch'> | null): Resolved | null {
    if (!found) {
      return null;
    }
    const before = this.#previous.get(key);
    if (before && equal(before, found)) {
      return before;
    }
    this.#epoch += 1;
    return Object.freeze({ ...found, epoch: this.#epoch });
  }
}

function chain(facts: CatalogFacts, team: string | null): readonly string[] {
  const groups: string[] = [];
  for (
    let at = team;
    at !== null && !groups.includes(at) && groups.length < MAX_GROUPS;
    at = facts.groups.get(at)?.parent ?? null
  ) {
    groups.push(at);
  }
  return Object.freeze(groups);
}

function equal(a: Omit<Resolved, 'epoch'>, b: Omit<Resolved, 'epoch'>) {
  return (
    a.system === b.system &&
    a.team === b.team &&
    a.dataClass === b.dataClass &&
    a.groups.join() === b.groups.join()
  );
}
