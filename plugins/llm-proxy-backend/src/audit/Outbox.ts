import type { Knex } from 'knex';
import type { UsageWriter } from '../usage/UsageWriter';
import type { BadLine, Piece, SegmentReader } from './SegmentReader';
import type { AuditRecord } from './types';
import type { Writers } from './Writers';

/** How far a log is delivered; a row of `audit_writer`. */
export interface Position {
  readonly segment: number;
  readonly position: number;
  readonly records: number;
  readonly head: string | null;
  readonly done: boolean;
}

const START: Position = {
  segment: 1,
  position: 0,
  records: 0,
  head: null,
  done: false,
};

export interface OutboxOptions {
  readonly knex: Knex;
  readonly writers: Writers;
  readonly reader: SegmentReader;
  readonly usage: UsageWriter;
  readonly clock: () => number;
  /** Failures of a piece after which its records go one by one. */
  readonly failures: number;
}

/** Another process has delivered the same piece. */
class OvertakenError extends Error {
  readonly name = 'OvertakenError';
}

/**
 * Brings logs to the database: at least once for a piece of a file, exactly
 * once for what it says, as position and rows move in one transaction.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #failed = new Map<string, { at: string; times: number }>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  async position(writer: string): Promise<Position> {
    const row = await this.#options
      .knex('audit_writer')
      .where({ writer })
      .first<Record<string, unknown> | undefined>();
    return row
      ? {
          segment: Number(row.segment),
          position: Number(row.position),
          records: Number(row.records),
          head: row.head as string | null,
          done: Boolean(row.done),
        }
      : START;
  }

  /**
   * Delivers one log up to its end, or up to what is durable of a log that is
   * being written. Returns where it is then.
   */
  async deliver(
    writer: string,
    until: { segment: number; offset: number } | null,
    signal?: AbortSignal,
  ): Promise<Position> {
    let at = await this.position(writer);
    const segments = await this.#options.writers.segments(writer);
    for (const { segment, path, size } of segments) {
      if (segment < at.segment || (until && segment > until.segment)) {
        continue;
      }
      if (segment > at.segment) {
        at = { ...at, segment, position: 0 };
      }
      const limit = until?.segment === segment ? until.offset : size;
      for (;;) {
        signal?.throwIfAborted();
        const { reader } = this.#options;
        const piece = await reader.read(path, at.position, limit, at.head);
        if (!piece) {
          break;
        }
        at = await this.#deliverPiece(writer, at, piece);
      }
    }
    return at;
  }

  /** Marks the log of a process that is gone. */
  async finish(writer: string, at: Position): Promise<void> {
    const { knex, clock } = this.#options;
    const row = { ...at, done: true, delivered_at: clock() };
    await knex('audit_writer')
      .insert({ writer, ...row })
      .onConflict('writer')
      .merge(['done', 'delivered_at']);
  }

  async #deliverPiece(
    writer: string,
    at: Position,
    piece: Piece,
  ): Promise<Position> {
    const next: Position = {
      ...at,
      position: piece.end,
      head: piece.head,
      records: at.records + piece.records.length,
    };
    try {
      await this.#write(writer, at, next, piece, piece.records);
      this.#failed.delete(writer);
      return next;
    } catch (error) {
      if (error instanceof OvertakenError) {
        return this.position(writer);
      }
      if (this.#countFailure(writer, at) < this.#options.failures) {
        throw error;
      }
      return this.#deliverOneByOne(writer, at, next, piece);
    }
  }

  async #write(
    writer: string,
    at: Position,
    next: Position,
    piece: Pick<Piece, 'bad'>,
    records: readonly AuditRecord[],
  ): Promise<void> {
    const { knex, usage, clock } = this.#options;
    await knex.transaction(async trx => {
      await usage.lock(trx);
      await this.#move(trx, writer, at, next);
      await usage.apply(trx, writer, records);
      await insertBad(trx, writer, at.segment, piece.bad, clock());
    });
  }

  async #move(
    trx: Knex.Transaction,
    writer: string,
    at: Position,
    next: Position,
  ): Promise<void> {
    const { segment, position, records, head } = next;
    const row = { segment, position, records, head };
    const stamp = { done: false, delivered_at: this.#options.clock() };
    const first = await trx('audit_writer').where({ writer }).first();
    if (!first && at.records === 0) {
      await trx('audit_writer').insert({ writer, ...row, ...stamp });
      return;
    }
    const known =
      first &&
      Number(first.records) === at.records &&
      (Number(first.segment) < at.segment ||
        Number(first.position) === at.position);
    if (!known) {
      throw new OvertakenError('Another process was faster');
    }
    await trx('audit_writer')
      .where({ writer })
      .update({ ...row, ...stamp });
  }

  #countFailure(writer: string, at: Position): number {
    const key = `${at.segment}:${at.position}`;
    const before = this.#failed.get(writer);
    const times = before?.at === key ? before.times + 1 : 1;
    this.#failed.set(writer, { at: key, times });
    return times;
  }

  /**
   * The records that the database refuses become dead letters; one that is
   * not there makes this fail as a whole, and nothing has moved.
   */
  async #deliverOneByOne(
    writer: string,
    at: Position,
    next: Position,
    piece: Piece,
  ): Promise<Position> {
    const bad: BadLine[] = [...piece.bad];
    for (const record of piece.records) {
      const error = await this.#deliverOne(writer, record);
      if (error) {
        const line = JSON.stringify(record);
        bad.push({ position: at.position, line, error: error.message });
      }
    }
    await this.#write(writer, at, next, { bad }, []);
    this.#failed.delete(writer);
    return next;
  }

  /** Resolves with why a database that answers does not take the record. */
  async #deliverOne(
    writer: string,
    record: AuditRecord,
  ): Promise<Error | undefined> {
    const { knex, usage } = this.#options;
    const attempt = () =>
      knex.transaction(async trx => {
        await usage.lock(trx);
        await usage.apply(trx, writer, [record]);
      });
    try {
      await attempt();
      return undefined;
    } catch {
      await knex.raw('select 1');
    }
    try {
      await attempt();
      return undefined;
    } catch (error) {
      await knex.raw('select 1');
      return error as Error;
    }
  }
}

async function insertBad(
  trx: Knex.Transaction,
  writer: string,
  segment: number,
  bad: readonly BadLine[],
  at: number,
): Promise<void> {
  for (const { position, line, error } of bad) {
    await trx('audit_dead_letter').insert({
      writer,
      segment,
      position,
      at,
      error: storable(error.slice(0, 500)),
      line: storable(line),
    });
  }
}

/** PostgreSQL keeps no NUL in text. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\uFFFD')).toString();
}
