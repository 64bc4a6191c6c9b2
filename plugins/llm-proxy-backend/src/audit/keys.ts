import type { Knex } from 'knex';
import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import { makeSigningKey } from './checkpoint';

/** Secrets that every replica shares; they are made on first use. */
export interface AuditKeys {
  /** Private, Ed25519. */
  readonly signing: JWK;
  /** Of the HMACs of prompts. */
  readonly master: Buffer;
}

/** Reads the secrets of `audit_key`, or makes them; the first writer wins. */
export async function readKeys(
  knex: Knex,
  clock: () => number,
): Promise<AuditKeys> {
  const signing = await getOrMake(knex, clock, 'signing', async () =>
    JSON.stringify(await makeSigningKey()),
  );
  const master = await getOrMake(knex, clock, 'prompt', async () =>
    randomBytes(32).toString('base64url'),
  );
  return {
    signing: JSON.parse(signing) as JWK,
    master: Buffer.from(master, 'base64url'),
  };
}

async function getOrMake(
  knex: Knex,
  clock: () => number,
  name: string,
  make: () => Promise<string>,
): Promise<string> {
  const read = () =>
    knex('audit_key').where({ name }).first<{ value: string }>('value');
  const found = await read();
  if (found) {
    return found.value;
  }
  await knex('audit_key')
    .insert({ name, value: await make(), created_at: clock() })
    .onConflict('name')
    .ignore();
  return (await read())!.value;
}
