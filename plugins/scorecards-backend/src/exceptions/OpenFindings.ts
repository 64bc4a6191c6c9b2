import type { Knex } from 'knex';
import type { CheckRow } from '../database/rows';
import type { Severity } from './types';

const CHUNK = 500;

/** A finding that the newest verdict of an entity still has. */
export interface OpenFinding {
  readonly finding: string;
  readonly severity: Severity;
  readonly waivable: boolean;
}

/** What the checks of entities find now. */
export class OpenFindings {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Undefined if the check does not find exactly this. */
  async find(
    entityRef: string,
    rule: string,
    finding: string,
  ): Promise<OpenFinding | undefined> {
    const row = await this.#knex<CheckRow>('check_state')
      .where({ entity_ref: entityRef, rule })
      .first('findings');
    return row && read(row).find(item => item.finding === finding);
  }

  /** Keys by {@link findingKey}, of all that these entities' checks find. */
  async of(entityRefs: Iterable<string>): Promise<ReadonlySet<string>> {
    const refs = [...new Set(entityRefs)];
    const keys = new Set<string>();
    for (let place = 0; place < refs.length; place += CHUNK) {
      const rows = await this.#knex<CheckRow>('check_state')
        .whereIn('entity_ref', refs.slice(place, place + CHUNK))
        .whereNot('findings', '[]')
        .select('entity_ref', 'rule', 'findings');
      for (const row of rows) {
        for (const { finding } of read(row)) {
          keys.add(findingKey(row.entity_ref, row.rule, finding));
        }
      }
    }
    return keys;
  }
}

/** One text for a finding of an entity. */
export function findingKey(
  entityRef: string,
  rule: string,
  finding: string,
): string {
  return JSON.stringify([entityRef, rule, finding]);
}

function read({ findings }: Pick<CheckRow, 'findings'>): OpenFinding[] {
  return JSON.parse(findings);
}
