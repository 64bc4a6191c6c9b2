import type { Knex } from 'knex';
import { insertRows, recordset, recordsetJson } from './recordset';
import type { ScopeSet } from './ScopeSet';

/** Sets that are known to be there are not written again; then all are forgotten. */
const KNOWN_SETS = 50_000;

/** `scope_set` and its members. They are only ever added. */
export class ScopeSetStore {
  readonly #known = new Set<string>();

  async add(trx: Knex.Transaction, sets: readonly ScopeSet[]): Promise<void> {
    const unknown = sets.filter(set => !this.#known.has(set.id));
    if (unknown.length === 0) {
      return;
    }
    await insertRows(
      trx,
      'scope_set',
      {
        id: 'text',
        user_ref: 'text',
        service_ref: 'text',
        system_ref: 'text',
        team_ref: 'text',
        subject: 'text',
      },
      ['id'],
      unknown,
      { ignore: true },
    );
    await insertRows(
      trx,
      'scope_set_member',
      { scope: 'text', set_id: 'text' },
      ['scope', 'set_id'],
      unknown.flatMap(set =>
        set.scopes.map(scope => ({ scope, set_id: set.id })),
      ),
      { ignore: true },
    );
    trx.executionPromise?.then(
      () => this.#remember(unknown),
      () => {},
    );
  }

  /** Scopes by set. */
  async members(
    trx: Knex.Transaction,
    setIds: readonly string[],
  ): Promise<Map<string, string[]>> {
    const scopes = new Map<string, string[]>();
    if (setIds.length === 0) {
      return scopes;
    }
    const rows = await trx('scope_set_member')
      .whereRaw(
        `set_id in (select wanted from ${recordset(trx, { wanted: 'text' })})`,
        [recordsetJson(setIds.map(wanted => ({ wanted })))],
      )
      .select<Array<{ scope: string; set_id: string }>>('scope', 'set_id');
    for (const { scope, set_id } of rows) {
      const members = scopes.get(set_id);
      if (members) {
        members.push(scope);
      } else {
        scopes.set(set_id, [scope]);
      }
    }
    return scopes;
  }

  #remember(sets: readonly ScopeSet[]): void {
    if (this.#known.size > KNOWN_SETS) {
      this.#known.clear();
    }
    sets.forEach(set => this.#known.add(set.id));
  }
}
