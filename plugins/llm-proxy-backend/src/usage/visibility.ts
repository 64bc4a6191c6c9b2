import type { Knex } from 'knex';
import { whereListed } from './recordset';

/**
 * Those of the given scopes (entity refs, `provider:<id>`, `unattributed`)
 * that the caller may see. Null: all of them.
 */
export type Visible =
  | ((scopes: readonly string[]) => Promise<ReadonlySet<string>>)
  | null;

/** Which events a caller asks for, by who is behind them. */
export interface SetFilter {
  /** A budget scope that the event counts for. */
  readonly scope?: string;
  /** A person: calls of their own, whatever the service. */
  readonly user?: string;
  /** An event is seen by who may see its service, or its user where there is none. */
  readonly visible: Visible;
}

/**
 * Restricts a query over a table with `set_id`. One question to `visible`,
 * with each service or user once.
 */
export async function restrictSets(
  knex: Knex,
  filter: SetFilter,
): Promise<(builder: Knex.QueryBuilder) => void> {
  const { scope, user, visible } = filter;
  const sets = knex('scope_set').modify(builder => {
    if (scope !== undefined) {
      builder.whereIn(
        'scope_set.id',
        knex('scope_set_member').where({ scope }).select('set_id'),
      );
    }
    if (user !== undefined) {
      builder.where('scope_set.user_ref', user);
    }
  });
  if (visible) {
    const subjects = await sets
      .clone()
      .distinct<Array<{ subject: string }>>('subject');
    const seen = await visible(subjects.map(({ subject }) => subject));
    sets.modify(builder =>
      whereListed(knex, builder, 'scope_set.subject', [...seen]),
    );
  }
  const all = scope === undefined && user === undefined && !visible;
  return builder => {
    if (!all) {
      builder.whereIn('set_id', sets.clone().select('scope_set.id'));
    }
  };
}
