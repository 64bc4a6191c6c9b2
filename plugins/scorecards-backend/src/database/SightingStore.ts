import type { Knex } from 'knex';
import type { Evidence } from '@waymark/policy-engine';

type Vulnerability = Extract<
  Evidence['vulnerabilities'],
  { status: 'ok' }
>['items'][number];

interface SightingRow {
  repository_key: string;
  vulnerability: string;
  package: string;
  class: string;
  first_seen: number | string;
}

/** Rows of one statement; SQLite takes 32,766 values. */
const CHUNK = 1_000;

/** When the vulnerabilities of one repository were first seen. */
export class Sightings {
  readonly #first = new Map<string, number>();
  readonly #classes = new Map<string, number>();

  constructor(rows: readonly SightingRow[]) {
    for (const row of rows) {
      const at = Math.floor(Number(row.first_seen) / 1_000);
      const key = `${row.vulnerability} ${row.package}`;
      keepLeast(this.#first, key, at);
      keepLeast(this.#classes, `${row.class} ${key}`, at);
    }
  }

  /**
   * Epoch seconds; those of now for what was never seen. A class once entered
   * stays entered, so that going back and forth between two resets nothing.
   */
  timesOf(item: Vulnerability, now: number) {
    const keys = namesOf(item).map(name => `${name} ${item.package}`);
    const least = (times: ReadonlyMap<string, number>, prefix: string) =>
      Math.min(now, ...keys.map(key => times.get(prefix + key) ?? now));
    return {
      firstSeen: least(this.#first, ''),
      enteredClassAt: least(this.#classes, `${item.class} `),
    };
  }
}

/** First sightings, by repository: a new name of a service resets nothing. */
export class SightingStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async load(repositoryKey: string): Promise<Sightings> {
    const rows = await this.#knex<SightingRow>('sighting').where({
      repository_key: repositoryKey,
    });
    return new Sightings(rows);
  }

  /** Keeps the least time of each. */
  async record(
    repositoryKey: string,
    items: readonly Vulnerability[],
    at: number,
    knex: Knex = this.#knex,
  ): Promise<void> {
    const rows = new Map<string, SightingRow>();
    for (const item of items) {
      for (const vulnerability of namesOf(item)) {
        rows.set(`${vulnerability} ${item.package} ${item.class}`, {
          repository_key: repositoryKey,
          vulnerability,
          package: item.package,
          class: item.class,
          first_seen: at,
        });
      }
    }
    const all = [...rows.values()];
    for (let start = 0; start < all.length; start += CHUNK) {
      await knex('sighting')
        .insert(all.slice(start, start + CHUNK))
        .onConflict(['repository_key', 'vulnerability', 'package', 'class'])
        .merge(['first_seen'])
        .where('sighting.first_seen', '>', at);
    }
  }
}

function namesOf({ aliases, id }: Vulnerability): string[] {
  return [...new Set([id, ...aliases])];
}

function keepLeast(map: Map<string, number>, key: string, at: number): void {
  map.set(key, Math.min(at, map.get(key) ?? at));
}
