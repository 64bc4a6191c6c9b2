import { decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  databaseKinds,
  makeDatabase,
  type TestDatabase,
} from '../__testUtils__/databases';
import { credentialFor, form, outcomeOf, World } from '../__testUtils__/world';
import type { Credentials } from '../createCredentials';

const HOUR = 60 * 60_000;

describe.each(databaseKinds)('signing keys on %s', kind => {
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

  const token = (by: Credentials) => credentialFor(by, form(world.userToken()));
  const kids = (by: Credentials) => by.jwks().keys.map(({ kid }) => kid);
  const kidOf = (credential: string) => decodeProtectedHeader(credential).kid;

  it('are made once for all replicas, and published without their secret', async () => {
    const replicas = await Promise.all(
      Array.from({ length: 4 }, () => world.replica(database.connect())),
    );
    await Promise.all(replicas.map(replica => replica.sync()));
    const sets = new Set(
      replicas.map(replica => JSON.stringify(replica.jwks())),
    );
    expect(sets.size).toBe(1);
    expect(replicas[0].jwks().keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.any(String),
        y: expect.any(String),
        kid: expect.any(String),
        alg: 'ES256',
        use: 'sig',
      },
    ]);
    const credential = await token(replicas[0]);
    for (const replica of replicas) {
      expect(await outcomeOf(replica, credential)).toMatchObject({
        subject: 'user:default/jo',
      });
    }
  });

  it('rotate under load without refusing a good credential', async () => {
    const replicas = await Promise.all([
      world.replica(database.connect()),
      world.replica(database.connect()),
    ]);
    const seen = new Set<string | undefined>();
    const refused: unknown[] = [];
    // Two days in steps of 10 minutes; the replicas look at different times.
    for (let step = 0; step < 288; step += 1) {
      world.now += 10 * 60_000;
      await replicas[step % 2].sync();
      const made = await Promise.all(replicas.map(token));
      made.forEach(credential => seen.add(kidOf(credential)));
      const outcomes = await Promise.all(
        made.flatMap(credential =>
          replicas.map(replica => outcomeOf(replica, credential)),
        ),
      );
      refused.push(...outcomes.filter(outcome => outcome instanceof Error));
    }
    expect(refused).toEqual([]);
    expect(seen.size).toBe(3);
  });

  it('are published an hour before they sign, and forgotten later', async () => {
    const replica = await world.replica(database.connect());
    const [first] = kids(replica);
    const old = await token(replica);
    world.now += 23 * HOUR + 1;
    await replica.sync();
    const [, second] = kids(replica);
    expect(second).toBeDefined();
    expect(kidOf(await token(replica))).toBe(first);
    world.now += HOUR;
    expect(kidOf(await token(replica))).toBe(second);
    world.now += HOUR;
    await replica.sync();
    expect(kids(replica)).toEqual([second]);
    expect(await outcomeOf(replica, old)).toMatchObject({ code: 'invalid' });
  });

  it('are made anew after a long pause, and found by others at once', async () => {
    const first = await world.replica(database.connect());
    const second = await world.replica(database.connect());
    world.now += 72 * HOUR;
    await first.sync();
    const credential = await token(first);
    expect(await outcomeOf(second, credential)).toMatchObject({
      subject: 'user:default/jo',
    });
  });

  it('are in no error of the database', async () => {
    const replica = await world.replica(database.connect());
    const knex = database.connect();
    await knex('credential_signing_key').delete();
    await knex.schema.alterTable('credential_signing_key', table => {
      table.dropColumn('private_jwk');
    });
    const error = await replica.sync().catch(caught => caught);
    expect(error.message).toMatch(/^A signing key cannot be kept \(\w+\)$/);
    expect(error.cause).toBeUndefined();
  });

  describe('from a file', () => {
    let directory: string;
    let path: string;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'waymark-keys-'));
      path = join(directory, 'keys.json');
    });
    afterEach(() => rm(directory, { recursive: true, force: true }));

    async function write(...names: string[]): Promise<void> {
      const keys = await Promise.all(
        names.map(async name => {
          const pair = await generateKeyPair(
            name.startsWith('ed') ? 'EdDSA' : 'ES256',
            { extractable: true },
          );
          return { ...(await exportJWK(pair.privateKey)), kid: name };
        }),
      );
      await writeFile(`${path}.new`, JSON.stringify({ keys }));
      await rename(`${path}.new`, path);
    }

    it('sign with the first, and change with the file', async () => {
      await write('ed-1', 'ec-1');
      const replica = await world.replica(database.connect(), {
        credentials: { signingKeyFile: path },
      });
      expect(kids(replica)).toEqual(['ed-1', 'ec-1']);
      expect(JSON.stringify(replica.jwks())).not.toContain('"d"');
      const before = await token(replica);
      expect(decodeProtectedHeader(before)).toMatchObject({
        alg: 'EdDSA',
        kid: 'ed-1',
      });
      expect(await outcomeOf(replica, before)).not.toBeInstanceOf(Error);
      await write('ec-2');
      await replica.sync();
      const after = await token(replica);
      expect(kidOf(after)).toBe('ec-2');
      world.now += 60_000;
      await replica.sync();
      expect(await outcomeOf(replica, after)).not.toBeInstanceOf(Error);
      expect(await outcomeOf(replica, before)).toMatchObject({
        code: 'invalid',
      });
      await writeFile(path, '{"keys":[{"kty":"oct","k":"c2VjcmV0LXZhbHVl"}]}');
      await expect(replica.sync()).rejects.toThrow('is not a JWK set');
      expect(kidOf(await token(replica))).toBe('ec-2');
    });

    it.each(['', '[]', '{"keys":[]}', '{"keys":[{"kty":"oct","k":"c2Vj"}]}'])(
      'refuse %j without quoting it',
      async content => {
        await writeFile(path, content);
        const opened = world.replica(database.connect(), {
          credentials: { signingKeyFile: path },
        });
        await expect(opened).rejects.toThrow(`${path} is not a JWK set`);
        await expect(opened).rejects.not.toThrow('c2Vj');
      },
    );
  });
});
