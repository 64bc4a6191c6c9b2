import type { TestDatabaseId } from '@backstage/backend-test-utils';
import { migrate } from '@waymark/backstage-plugin-waymark-node';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import { resolve } from 'node:path';
import { testDatabases } from '../__testUtils__/world';
import { Signer } from './Signer';

const DAY = 86_400_000;
const databases = testDatabases();

describe.each(databases.eachSupportedId())(
  'Signer on %p',
  (id: TestDatabaseId) => {
    async function open() {
      const knex = await databases.init(id);
      await migrate(knex, resolve(__dirname, '../../migrations'));
      return knex;
    }

    const kidOf = (jws: string) => decodeProtectedHeader(jws).kid;

    it('signs alike in replicas that start at once', async () => {
      const knex = await open();
      const signers = [new Signer({ knex }), new Signer({ knex })];
      const signed = await Promise.all(
        signers.map(signer => signer.sign({ a: 1 }, 'test')),
      );
      expect(kidOf(signed[0])).toBe(kidOf(signed[1]));
      const keys = createLocalJWKSet(await signers[0].jwks());
      const { payload, protectedHeader } = await compactVerify(signed[1], keys);
      expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ a: 1 });
      expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'test' });
    });

    it('publishes a key before it signs, and keeps those that did', async () => {
      let now = 0;
      const knex = await open();
      const signer = new Signer({ knex, now: () => now });
      const first = await signer.sign({}, 'test');
      await signer.maintain();
      expect((await signer.jwks()).keys).toHaveLength(1);
      now = 84 * DAY;
      await signer.maintain();
      const { keys } = await signer.jwks();
      expect(keys).toHaveLength(2);
      expect(kidOf(await signer.sign({}, 'test'))).toBe(kidOf(first));
      now = 92 * DAY;
      await signer.maintain();
      const second = await signer.sign({}, 'test');
      expect(kidOf(second)).not.toBe(kidOf(first));
      const all = createLocalJWKSet(await signer.jwks());
      await compactVerify(first, all);
      await compactVerify(second, all);
      expect(JSON.stringify(await signer.jwks())).not.toContain('"d"');
      const rows = await knex('signing_key').whereNotNull('private_jwk');
      expect(rows).toHaveLength(1);
    });
  },
);
