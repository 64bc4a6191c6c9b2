import { MemoryLedger } from '../MemoryLedger';
import { RedisLedger } from '../RedisLedger';
import { SqlLedger } from '../SqlLedger';
import type { Ledger } from '../types';
import { type DatabaseOptions, openTestDatabase } from './databases';

/** A store that a process can be told to open. */
export type LedgerOptions =
  | { store: 'memory' }
  | { store: 'database'; database: DatabaseOptions }
  | { store: 'redis'; url: string; prefix: string };

/** Nothing hangs for ever, and nothing is late because the machine is busy. */
const TIMEOUT = 30_000;

const NOTHING = async () => new Map<string, number>();

export async function openLedger(
  options: LedgerOptions,
): Promise<{ ledger: Ledger; close(): Promise<void> }> {
  if (options.store === 'memory') {
    return { ledger: new MemoryLedger(), close: async () => {} };
  }
  if (options.store === 'database') {
    const knex = await openTestDatabase(options.database);
    const ledger = new SqlLedger(knex, { timeout: TIMEOUT });
    await ledger.start('2026-11', NOTHING);
    return {
      ledger,
      async close() {
        await ledger.close();
        await knex.destroy();
      },
    };
  }
  const { url, prefix } = options;
  const ledger = new RedisLedger({ url, prefix, timeout: TIMEOUT });
  await ledger.start('2026-11', NOTHING);
  return { ledger, close: () => ledger.close() };
}
