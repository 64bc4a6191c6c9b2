import {
  isConflict,
  isUniqueViolation,
} from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../problems';
import type { ExceptionRecord } from './types';

const ATTEMPTS = 8;
const BATCH = 500;

interface Row {
  id: string;
  entity_ref: string;
  rule: string;
  state: string;
  requested_at: number | string;
  expires: number | string;
  record: string;
}

/** The exceptions of an entity, and how often they have changed. */
export interface EntityExceptions {
  readonly sequence: number;
  readonly records: readonly ExceptionRecord[];
}

/**
 * Keeps exceptions. Every change of an entity's exceptions raises its
 * sequence by one, and is made only on what it was decided on: of two replicas
 * that change one entity at a time, the second decides again.
 */
export class ExceptionStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async ofEntity(entityRef: string): Promise<EntityExceptions> {
    // The sequence first: what is read after it is as new, or newer.
    const counted = await this.#knex('exception_sequence')
      .where({ entity_ref: entityRef })
      .first('sequence');
    const rows = await this.#knex<Row>('policy_exception')
      .where({ entity_ref: entityRef })
      .orderBy('requested_at')
      .orderBy('id');
    return {
      sequence: Number(counted?.sequence ?? 0),
      records: rows.map(read),
    };
  }

  async byId(id: string): Promise<ExceptionRecord | undefined> {
    const row = await this.#knex<Row>('policy_exception').where({ id }).first();
    return row && read(row);
  }

  /** Newest first. */
  async all(filter: {
    entityRef?: string;
    rule?: string;
  }): Promise<ExceptionRecord[]> {
    const found = this.#knex<Row>('policy_exception').orderBy([
      { column: 'requested_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]);
    if (filter.entityRef) {
      found.where({ entity_ref: filter.entityRef });
    }
    if (filter.rule) {
      found.where({ rule: filter.rule });
    }
    return (await found).map(read);
  }

  /** Open ones that end before a time, soonest first. */
  async ending(before: number): Promise<ExceptionRecord[]> {
    const rows = await this.#knex<Row>('policy_exception')
      .whereIn('state', ['requested', 'approved'])
      .where('expires', '<=', before)
      .orderBy('expires')
      .limit(BATCH);
    return rows.map(read);
  }

  /**
   * Changes or adds one exception of an entity by what `step` makes of them
   * all; `undefined` leaves them as they are.
   */
  async change(
    entityRef: string,
    step: (known: EntityExceptions) => ExceptionRecord | undefined,
  ): Promise<ExceptionRecord | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = await this.ofEntity(entityRef);
      const record = step(known);
      if (!record || (await this.#put(record, known.sequence))) {
        return record;
      }
      await sleep(5 * 2 ** attempt);
    }
    throw problem(
      503,
      'scorecards.busy',
      "This entity's exceptions are being changed by others. Try again.",
    );
  }

  async #put(record: ExceptionRecord, sequence: number): Promise<boolean> {
    try {
      return await this.#knex.transaction(async trx => {
        const key = { entity_ref: record.entityRef };
        if (sequence === 0) {
          await trx('exception_sequence').insert({ ...key, sequence: 1 });
        } else {
          const raised = await trx('exception_sequence')
            .where({ ...key, sequence })
            .update({ sequence: sequence + 1 });
          if (raised === 0) {
            return false;
          }
        }
        await trx<Row>('policy_exception')
          .insert(write(record))
          .onConflict('id')
          .merge();
        return true;
      });
    } catch (error) {
      if (isUniqueViolation(error) || isConflict(error)) {
        return false;
      }
      throw error;
    }
  }
}

function write(record: ExceptionRecord): Row {
  return {
    id: record.id,
    entity_ref: record.entityRef,
    rule: record.rule,
    state: record.state,
    requested_at: record.requestedAt,
    expires: record.expires,
    record: JSON.stringify(record),
  };
}

function read(row: Row): ExceptionRecord {
  return JSON.parse(row.record);
}
