import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { isSqlite } from '@waymark/backstage-plugin-waymark-node';

/** SQL types of the columns of a {@link recordset}. */
export type Columns = Record<string, 'text' | 'integer' | 'boolean'>;

/**
 * SQL for a table that consists of given rows, with one JSON text as its only
 * binding: statements stay the same whatever the number of rows, and nothing
 * has to bind tens of thousands of values.
 */
export function recordset(knex: Knex, columns: Columns): string {
  const names = Object.keys(columns);
  if (isSqlite(knex)) {
    const fields = names.map(
      name => `json_extract(value, '$.${name}') as ${name}`,
    );
    return `(select ${fields.join(', ')} from json_each(?)) as given`;
  }
  const fields = names.map(name => `${name} ${columns[name]}`);
  return `json_to_recordset(?::json) as given(${fields.join(', ')})`;
}

/** The binding of a {@link recordset}. */
export function recordsetJson(rows: ReadonlyArray<object>): string {
  return JSON.stringify(rows);
}

/** PostgreSQL keeps no NUL in text, and neither takes half a surrogate pair. */
export function storable(text: string): string {
  // eslint-disable-next-line no-control-regex
  const clean = text.replace(/\u0000/g, '\uFFFD');
  return Buffer.from(clean, 'utf8').toString('utf8');
}

/** Bytes that an index entry of PostgreSQL holds for certain. */
const INDEXABLE_BYTES = 1_000;

/** A text that fits into an index and is as unique as the one given. */
export function indexable(text: string): string {
  if (Buffer.byteLength(text) <= INDEXABLE_BYTES) {
    return text;
  }
  const digest = createHash('sha256').update(text).digest('hex');
  return `${text.slice(0, 200)}#${digest}`;
}

/** `column in (…)` for any number of values, which bind as one. */
export function whereListed(
  knex: Knex,
  builder: Knex.QueryBuilder,
  column: string,
  values: string[] | number[],
): void {
  const type = typeof values[0] === 'number' ? 'integer' : 'text';
  builder.whereRaw(
    `?? in (select wanted from ${recordset(knex, { wanted: type })})`,
    [column, recordsetJson(values.map(wanted => ({ wanted })))],
  );
}
