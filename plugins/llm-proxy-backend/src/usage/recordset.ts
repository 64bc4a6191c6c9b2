import { isSqlite } from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';

/** SQL types of the columns of a {@link recordset}. */
export type Columns = Readonly<Record<string, 'text' | 'bigint' | 'boolean'>>;

/**
 * SQL for a table that consists of given rows, with one JSON text as its only
 * binding: the statement stays the same whatever the number of rows.
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

/** The binding of a {@link recordset}. PostgreSQL takes neither NUL nor half a surrogate pair. */
export function recordsetJson(rows: ReadonlyArray<object>): string {
  const json = JSON.stringify(rows);
  return /\\u(0000|d[89a-f])/.test(json)
    ? JSON.stringify(rows, (_, value) =>
        typeof value === 'string'
          ? Buffer.from(value.replaceAll('\0', '\uFFFD')).toString()
          : value,
      )
    : json;
}

/** `column in (…)` for any number of values, which bind as one. */
export function whereListed(
  knex: Knex,
  builder: Knex.QueryBuilder,
  column: string,
  values: readonly string[],
): void {
  builder.whereRaw(
    `?? in (select wanted from ${recordset(knex, { wanted: 'text' })})`,
    [column, recordsetJson(values.map(wanted => ({ wanted })))],
  );
}

/** What to do with rows that are there already. */
export type OnConflict =
  | { readonly ignore: true }
  | { readonly replace: readonly string[] }
  | { readonly add: readonly string[] };

/** Inserts rows in one statement. */
export async function insertRows(
  knex: Knex,
  table: string,
  columns: Columns,
  keys: readonly string[],
  rows: ReadonlyArray<object>,
  onConflict: OnConflict,
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const names = Object.keys(columns).join(', ');
  let action = 'nothing';
  if ('replace' in onConflict) {
    const sets = onConflict.replace.map(name => `${name} = excluded.${name}`);
    action = `update set ${sets.join(', ')}`;
  } else if ('add' in onConflict) {
    const sets = onConflict.add.map(
      name => `${name} = ${table}.${name} + excluded.${name}`,
    );
    action = `update set ${sets.join(', ')}`;
  }
  // SQLite needs the `where` to tell the `on` of a conflict from that of a join.
  await knex.raw(
    `insert into ${table} (${names}) select ${names}
     from ${recordset(knex, columns)} where true
     on conflict (${keys.join(', ')}) do ${action}`,
    [recordsetJson(rows)],
  );
}
