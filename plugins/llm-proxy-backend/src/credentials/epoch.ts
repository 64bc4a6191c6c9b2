import type { Knex } from 'knex';

/**
 * The next epoch. Its row stays locked until the transaction ends, so epochs
 * become visible in their order and a reader can ask for all after the last
 * one that it saw.
 */
export async function nextEpoch(transaction: Knex): Promise<number> {
  await transaction('credential_epoch').where('id', 1).increment('value', 1);
  return currentEpoch(transaction);
}

/** The epoch of the last change. */
export async function currentEpoch(knex: Knex): Promise<number> {
  const row = await knex('credential_epoch').where('id', 1).first('value');
  return Number(row.value);
}
