import type { JsonObject } from '@backstage/types';
import { down, up } from '../../migrations/20261123000003_credentials';
import {
  databaseKinds,
  makeDatabase,
  type TestDatabase,
} from './__testUtils__/databases';
import { outcomeOf, World } from './__testUtils__/world';
import type { CredentialsOptions } from './createCredentials';

const JO = { user: 'User:Jo', service: null };
const DAY = 24 * 60 * 60_000;

describe.each(databaseKinds)('development keys on %s', kind => {
  let database: TestDatabase;
  let world: World;

  beforeEach(async () => {
    database = await makeDatabase(kind);
    world = new World();
  });
  afterEach(async () => {
    await world.close();
    await database.remove();
  });

  const replica = (
    more: Partial<CredentialsOptions> & { credentials?: JsonObject } = {},
  ) => world.replica(database.connect(), more);

  it('stand for a user or a service, until they end', async () => {
    const credentials = await replica();
    const made = await credentials.createDevelopmentKey({
      ...JO,
      service: 'component:payments',
      scopes: ['llm:chat'],
    });
    expect(made).toEqual({
      key: expect.stringMatching(/^wmk_dev_[\w-]{43}$/),
      id: expect.stringMatching(/^dev-/),
      expiresAt: world.now + 30 * DAY,
    });
    expect(await outcomeOf(credentials, made.key)).toMatchObject({
      subject: 'user:default/jo',
      user: 'user:default/jo',
      service: 'component:default/payments',
      scopes: new Set(['llm:chat']),
      credentialId: made.id,
      expiresAt: made.expiresAt,
    });
    const service = await credentials.createDevelopmentKey({
      user: null,
      service: 'component:payments',
    });
    expect(await outcomeOf(credentials, service.key)).toMatchObject({
      subject: 'component:default/payments',
      user: null,
    });
    world.now += 30 * DAY;
    expect(await outcomeOf(credentials, made.key)).toMatchObject({
      code: 'expired',
    });
    await expect(
      credentials.createDevelopmentKey({ user: null, service: null }),
    ).rejects.toMatchObject({ name: 'InputError' });
    await expect(
      credentials.createDevelopmentKey({ ...JO, lifetime: 367 * DAY }),
    ).rejects.toMatchObject({ name: 'InputError' });
    await expect(
      credentials.createDevelopmentKey({ ...JO, user: 'jo jo' }),
    ).rejects.toMatchObject({ name: 'InputError' });
  });

  it('are kept as hashes only', async () => {
    const credentials = await replica();
    const { key } = await credentials.createDevelopmentKey(JO);
    const rows = await database.connect()('credential_development_key');
    expect(rows).toHaveLength(1);
    const secret = key.slice('wmk_dev_'.length);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('can be revoked, for as long as they would live', async () => {
    const credentials = await replica();
    const { key, id } = await credentials.createDevelopmentKey(JO);
    expect(await outcomeOf(credentials, key)).not.toBeInstanceOf(Error);
    await credentials.revoke({
      jti: id,
      reason: 'Lost',
      by: 'user:default/op',
    });
    expect(await outcomeOf(credentials, key)).toMatchObject({
      code: 'revoked',
    });
    world.now += 29 * DAY;
    const restarted = await replica();
    for (const each of [credentials, restarted]) {
      await each.sync();
      expect(await outcomeOf(each, key)).toMatchObject({ code: 'revoked' });
    }
  });

  it('are refused in production and where they are not allowed', async () => {
    const allowed = await replica();
    const { key } = await allowed.createDevelopmentKey(JO);
    for (const more of [
      { production: () => true },
      { credentials: { development: false } },
    ]) {
      const credentials = await replica(more);
      await expect(credentials.createDevelopmentKey(JO)).rejects.toMatchObject({
        code: 'development_keys_disabled',
      });
      const outcome = await outcomeOf(credentials, key);
      expect(outcome).toMatchObject({
        name: 'CredentialError',
        code: 'invalid',
      });
      expect(outcome.message).not.toContain(key);
    }
  });

  it('ask NODE_ENV', async () => {
    const before = process.env.NODE_ENV;
    try {
      Object.assign(process.env, { NODE_ENV: 'production' });
      const credentials = await replica({ production: undefined });
      await expect(credentials.createDevelopmentKey(JO)).rejects.toThrow(
        'NODE_ENV',
      );
    } finally {
      Object.assign(process.env, { NODE_ENV: before });
    }
  });
});

describe('the tables of credentials', () => {
  it.each(databaseKinds)('come and go on %s', async kind => {
    const database = await makeDatabase(kind);
    const knex = database.connect();
    await down(knex);
    expect(await knex.schema.hasTable('credential_stop')).toBe(false);
    await up(knex);
    expect(await knex.schema.hasTable('credential_stop')).toBe(true);
    await database.remove();
  });
});
