import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { createSigner, makeSigningKey } from '../checkpoint';
import { createCipher } from '../cipher';
import type { FileLog } from '../FileLog';
import { openLog, type TestLogOptions } from '../__testUtils__/openLog';
import { intent } from '../__testUtils__/records';
import { main } from './cli';

const key = (kid: string, alg: string): JWK => ({
  kty: 'oct',
  kid,
  alg,
  k: randomBytes(32).toString('base64url'),
});

describe('waymark-audit', () => {
  let root: string;
  let directory: string;
  let signingKey: JWK;
  let publicFile: string;
  const logs: FileLog[] = [];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'waymark-audit-'));
    directory = join(root, 'log');
    signingKey = await makeSigningKey();
    publicFile = join(root, 'public.json');
    const { publicKey } = await createSigner(signingKey);
    await writeFile(publicFile, JSON.stringify({ keys: [publicKey] }));
  });
  afterEach(async () => {
    // Those that a test left as after a crash.
    await Promise.all(logs.splice(0).map(log => log.close().catch(() => {})));
    await rm(root, { recursive: true, force: true });
  });

  async function run(...args: string[]) {
    let out = '';
    let err = '';
    const status = await main(args, {
      out: text => (out += text),
      err: text => (err += text),
    });
    return { status, out, err };
  }

  const verify = (...more: string[]) =>
    run('verify', directory, '--public-key', publicFile, ...more);

  /** Twelve records, one to a batch, several to a segment. */
  async function written(options: Partial<TestLogOptions> = {}, close = true) {
    const log = await openLog({
      directory,
      signingKey,
      segmentBytes: 3_000,
      ...options,
    });
    logs.push(log);
    for (let i = 1; i <= 12; i += 1) {
      await log.intent(intent(`a${i}`));
      if (i === 8) {
        await log.checkpoint();
      }
    }
    if (close) {
      await log.close();
    }
    return log;
  }

  const segments = async () =>
    (await readdir(join(directory, 'w-test')))
      .filter(name => /^\d/.test(name))
      .sort();

  /** Rewrites the lines of the segment that has a record. */
  async function tamper(
    n: number,
    change: (lines: string[], at: number) => void,
  ) {
    for (const name of await segments()) {
      const path = join(directory, 'w-test', name);
      const lines = (await readFile(path, 'utf8')).split('\n');
      const at = lines.findIndex(line => line.includes(`{"n":${n},`));
      if (at >= 0) {
        change(lines, at);
        await writeFile(path, lines.join('\n'));
        return;
      }
    }
  }

  it('finds nothing in what was only written', async () => {
    await written();
    expect((await segments()).length).toBeGreaterThan(2);
    const { status, out } = await verify();
    expect(out).toContain('w-test: 12 records, signed up to 12, closed');
    expect(status).toBe(0);
  });

  it.each<[string, number, (lines: string[], at: number) => void, string]>([
    [
      'a record is removed',
      3,
      (lines, at) => lines.splice(at, 1),
      'missing: record 3 is missing',
    ],
    [
      'a record is edited',
      3,
      (lines, at) => (lines[at] = lines[at].replace('"held":500', '"held":5')),
      'altered: record 3 was altered',
    ],
    [
      'two records change places',
      2,
      (lines, at) => lines.splice(at, 2, lines[at + 1], lines[at]),
      'reordered: record 2 stands behind record 3',
    ],
    [
      'a record is there twice',
      2,
      (lines, at) => lines.splice(at, 0, lines[at]),
      'repeated: record 2 stands there twice',
    ],
    [
      'a line is garbage',
      2,
      (lines, at) => (lines[at] = 'garbage'),
      'unreadable: line',
    ],
  ])('tells that %s', async (_, n, change, expected) => {
    await written();
    await tamper(n, change);
    const { status, out } = await verify();
    expect(out).toContain(expected);
    expect(status).toBe(1);
    expect(
      out.match(/^ {2}(missing|altered|reordered|repeated|rewritten)/gm)
        ?.length ?? 0,
    ).toBe(1);
  });

  it('tells that records were cut off behind a checkpoint', async () => {
    await written({}, false);
    const names = await segments();
    for (const name of names.slice(1)) {
      await rm(join(directory, 'w-test', name));
    }
    const { status, out } = await verify();
    expect(out).toMatch(
      /missing: records \d+ to 8 are missing: a checkpoint of 2026-/,
    );
    expect(status).toBe(1);
  });

  it('tells that a whole segment is gone', async () => {
    await written();
    const [, second] = await segments();
    await rm(join(directory, 'w-test', second));
    const { out, status } = await verify();
    expect(out).toMatch(/missing: records \d+ to \d+ are missing\n/);
    expect(status).toBe(1);
  });

  it('tells a chain that was computed anew', async () => {
    const log = await written();
    await log.close();
    const kept = await readFile(join(directory, 'w-test', 'checkpoints.log'));
    await rm(directory, { recursive: true });
    const other = await openLog({
      directory,
      signingKey: await makeSigningKey(),
      segmentBytes: 3_000,
    });
    for (let i = 1; i <= 12; i += 1) {
      await other.intent(intent(`b${i}`));
    }
    await other.close();
    const forged = await verify();
    expect(forged.out).toContain(
      'checkpoint: line 1 of checkpoints.log is not a valid checkpoint',
    );
    await writeFile(join(directory, 'w-test', 'checkpoints.log'), kept);
    const rewritten = await verify();
    expect(rewritten.out).toContain(
      'rewritten: records 1 to 8 do not lead to what was signed',
    );
  });

  it('finds by checkpoints kept elsewhere what was removed with its checkpoints', async () => {
    await written();
    const kept = join(root, 'kept.jws');
    await writeFile(
      kept,
      await readFile(join(directory, 'w-test', 'checkpoints.log')),
    );
    await rm(join(directory, 'w-test'), { recursive: true });
    expect((await verify()).status).toBe(3);
    const { status, out } = await verify('--checkpoints', kept);
    expect(out).toContain('missing: records 1 to 12 are missing');
    expect(status).toBe(1);
  });

  it('takes a torn line at the end for a crash', async () => {
    await written({}, false);
    const name = (await segments()).at(-1)!;
    const path = join(directory, 'w-test', name);
    await writeFile(
      path,
      `${await readFile(path, 'utf8')}AbC {"n":13,"r":{"ty`,
    );
    const { status, out } = await verify();
    expect(out).toContain('note: segment');
    expect(out).toContain(
      'records 9 to 12 are not covered by a checkpoint yet',
    );
    expect(status).toBe(0);
  });

  it('verifies encrypted records without a key, and prints them with one', async () => {
    const older = key('k1', 'dir');
    const newer = key('k2', 'A256GCMKW');
    const first = await createCipher([older], 'test');
    const second = await createCipher([newer, older], 'test');
    await written({ cipher: first });
    await written({ cipher: second, name: 'w-later' });
    const all = JSON.stringify(
      await readFile(
        join(
          directory,
          'w-later',
          (
            await readdir(join(directory, 'w-later'))
          )[0],
        ),
        'utf8',
      ),
    );
    expect(all).not.toContain('checkout');
    expect((await verify()).status).toBe(0);
    const keyFile = join(root, 'keys.json');
    await writeFile(keyFile, JSON.stringify({ keys: [newer, older] }));
    expect((await verify('--key', keyFile)).status).toBe(0);
    const printed = await run(
      'print',
      directory,
      '--key',
      keyFile,
      '--public-key',
      publicFile,
      '--json',
    );
    expect(printed.status).toBe(0);
    const records = printed.out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(records).toHaveLength(24);
    expect(records[0]).toMatchObject({
      writer: 'w-later',
      n: 1,
      attemptId: 'a1',
    });
    await writeFile(keyFile, JSON.stringify(newer));
    const without = await verify('--key', keyFile);
    expect(without.out).toContain(
      'undecryptable: the batch of 1 from record 1 cannot be decrypted: There is no key k1',
    );
    expect((await run('print', directory, '--json')).status).toBe(3);
  });

  it('prints from an instant on', async () => {
    await written();
    const args = ['print', directory, '--public-key', publicFile];
    expect((await run(...args, '--since', '2026-11-24T00:00:00Z')).out).toBe(
      '',
    );
    const { out } = await run(...args, '--since', '2026-11-01T00:00:00Z');
    expect(out.split('\n')[0]).toBe(
      'w-test 1 2026-11-23T12:00:00.000Z intent a1 component:default/checkout group:default/payments small builtin/builtin-1 held=500',
    );
  });

  it('tells wrong usage from what cannot be read, and quotes no key', async () => {
    expect((await run('destroy', directory)).status).toBe(2);
    expect((await run('verify', directory, '--colour')).status).toBe(2);
    expect((await run('verify', join(root, 'none'))).status).toBe(3);
    const { privateKey } = generateKeyPairSync('ed25519');
    const secret = privateKey.export({ format: 'jwk' });
    await writeFile(join(root, 'bad.json'), JSON.stringify(secret));
    await written();
    const wrong = await verify('--key', join(root, 'bad.json'));
    expect(wrong.status).toBe(3);
    expect(wrong.err).not.toContain(secret.d);
  });
});
