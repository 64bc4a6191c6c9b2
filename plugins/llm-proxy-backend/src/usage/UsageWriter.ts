import { isSqlite } from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';
import type {
  AuditAct,
  AuditCompletion,
  AuditDenial,
  AuditIntent,
  AuditRecord,
} from '../audit/types';
import { AttemptWriter } from './AttemptWriter';
import { denialOf, DenialWriter } from './DenialWriter';
import { insertRows } from './recordset';
import { ScopeSetStore } from './ScopeSetStore';

/**
 * Writes raw events and their sums, always both in one transaction of the
 * caller. Writing the same event again changes nothing.
 */
export class UsageWriter {
  readonly attempts: AttemptWriter;
  readonly denials: DenialWriter;

  constructor() {
    const sets = new ScopeSetStore();
    this.attempts = new AttemptWriter(sets);
    this.denials = new DenialWriter(sets);
  }

  /** Of several processes one writes at a time: their sums meet in the same rows. */
  async lock(trx: Knex.Transaction): Promise<void> {
    if (!isSqlite(trx)) {
      await trx.raw(
        `select pg_advisory_xact_lock(hashtext(current_schema() || '.llm-usage'))`,
      );
    }
  }

  /** Records of one writer, in the order of its log. */
  async apply(
    trx: Knex.Transaction,
    writer: string,
    records: readonly AuditRecord[],
  ): Promise<void> {
    const intents: AuditIntent[] = [];
    const completions: AuditCompletion[] = [];
    const denials: AuditDenial[] = [];
    const acts: AuditAct[] = [];
    for (const record of records) {
      switch (record.type) {
        case 'intent':
          intents.push(record);
          break;
        case 'completion':
          completions.push(record);
          break;
        case 'denial':
          denials.push(record);
          break;
        default:
          acts.push(record);
      }
    }
    if (intents.length + completions.length > 0) {
      await this.attempts.apply(trx, writer, intents, completions);
    }
    await this.denials.add(trx, denials.map(denialOf));
    await addActs(trx, acts);
  }
}

async function addActs(
  trx: Knex.Transaction,
  acts: readonly AuditAct[],
): Promise<void> {
  await insertRows(
    trx,
    'audit_act',
    { id: 'text', at: 'bigint', actor: 'text', what: 'text', detail: 'text' },
    ['id'],
    acts.map(({ id, at, by, what, detail }) => ({
      id,
      at,
      actor: by,
      what,
      detail: JSON.stringify(detail),
    })),
    { ignore: true },
  );
}
