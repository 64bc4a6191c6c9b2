import type { Knex } from 'knex';
import { open } from 'node:fs/promises';
import { isSqlite } from '@waymark/backstage-plugin-waymark-node';

/**
 * Waits until what was committed before survives a power cut. PostgreSQL
 * commits that way. SQLite would wait for the disk inside the event loop, with
 * each of the many commits of an upload; its log is written in order, so one
 * wait outside of the event loop, before the receipt, is as good.
 */
export async function flushCommits(knex: Knex): Promise<void> {
  const filename: string | undefined = isSqlite(knex)
    ? knex.client.connectionSettings.filename
    : undefined;
  if (!filename || filename === ':memory:') {
    return;
  }
  const log = await open(`${filename}-wal`, 'r+');
  try {
    await log.datasync();
  } finally {
    await log.close();
  }
}
