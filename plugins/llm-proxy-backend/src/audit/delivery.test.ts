import { ConfigReader } from '@backstage/config';
import type { Knex } from 'knex';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config';
import { UsageWriter } from '../usage/UsageWriter';
import { createAudit } from './createAudit';
import {
  type DatabaseKind,
  databaseKinds,
  makeDatabase,
} from './__testUtils__/databases';
import { MemoryFiles } from './__testUtils__/MemoryFiles';
import { completion, denial, intent, NOW } from './__testUtils__/records';

const defaults = readConfig(
  new ConfigReader({
    backend: { baseUrl: 'http://localhost' },
    llmProxy: { providers: {} },
  }),
).audit;

/** Dies in the middle of a delivery, before or behind the rows. */
class DyingWriter extends UsageWriter {
  deaths = 0;

  constructor(private readonly rhythm: number) {
    super();
  }

  async apply(...args: Parameters<UsageWriter['apply']>): Promise<void> {
    this.deaths += 1;
    if (this.deaths % this.rhythm === 0) {
      throw new Error('killed before');
    }
    await super.apply(...args);
    if (this.deaths % this.rhythm === 1) {
      throw new Error('killed behind');
    }
  }
}

describe.each(databaseKinds())('delivery on %s', (kind: DatabaseKind) => {
  let knex: Knex;
  let remove: () => Promise<void>;
  let files: MemoryFiles;
  let now: number;
  const clock = () => now;

  beforeEach(async () => {
    ({ knex, remove } = await makeDatabase(kind));
    now = NOW;
    files = new MemoryFiles(clock);
  });
  afterEach(() => remove());

  const CALLS = 600;

  /** The log of a process that was killed: nothing of it is delivered. */
  async function leave() {
    const config = { ...defaults, mode: 'strict' as const };
    const options = { files, clock, onError: () => {} };
    const dead = await createAudit(
      { ...config, directory: '/audit' },
      knex,
      options,
    );
    for (let call = 0; call < CALLS; call += 20) {
      const ids = Array.from({ length: 20 }, (_, i) => `a${call + i}`);
      await Promise.all(ids.map(id => dead.log.intent(intent(id))));
      ids.forEach(id => dead.log.append(completion(id)));
    }
    dead.log.append(denial('d'));
    await dead.log.intent(intent('last'));
    files = files.cut(() => 0);
    now += 120_000;
    await dead.close();
  }

  const open = (usage = new UsageWriter()) =>
    createAudit({ ...defaults, directory: '/audit' }, knex, {
      files,
      clock,
      usage,
      onError: () => {},
    });

  async function expectAllOnce() {
    const sums = await knex('usage_daily')
      .where({ scope: 'group:default/acme' })
      .first();
    expect(Number(sums.calls)).toBe(CALLS + 1);
    expect(Number(sums.settled)).toBe(CALLS * 120);
    const [{ attempts }] = await knex('audit_attempt').count({ attempts: '*' });
    expect(Number(attempts)).toBe(CALLS + 1);
    expect(await knex('audit_denial').pluck('id')).toEqual(['d']);
    return knex('audit_dead_letter').select();
  }

  it('loses and repeats nothing when it dies again and again', async () => {
    await leave();
    const usage = new DyingWriter(3);
    const audit = await open(usage);
    const done = () =>
      knex('audit_writer').where({ done: true }).first().then(Boolean);
    while (!(await done())) {
      await audit.deliver().catch(() => {});
    }
    await audit.close();
    expect(usage.deaths).toBeGreaterThan(2);
    expect(await expectAllOnce()).toEqual([]);
  });

  it('counts once what two processes deliver at the same time', async () => {
    await leave();
    const [one, two] = [await open(), await open()];
    await Promise.all([one.deliver(), two.deliver()]);
    await Promise.all([one.deliver(), two.deliver()]);
    await one.close();
    await two.close();
    expect(await expectAllOnce()).toEqual([]);
  });

  it('delivers by itself once it is started', async () => {
    const audit = await open();
    audit.start(5);
    audit.log.intent(intent('a'));
    const arrived = () => knex('audit_attempt').first();
    while (!(await arrived())) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
    await audit.close();
    expect(await knex('audit_attempt').pluck('id')).toEqual(['a']);
    expect(audit.backlog).toBe(0);
  });

  it('delivers what it encrypted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waymark-audit-'));
    const encryptionKeyFile = join(folder, 'key.json');
    const k = randomBytes(32).toString('base64url');
    await writeFile(
      encryptionKeyFile,
      JSON.stringify({ kty: 'oct', kid: 'k1', alg: 'A256GCMKW', k }),
    );
    const config = { ...defaults, directory: '/audit', encryptionKeyFile };
    const audit = await createAudit(config, knex, { files, clock });
    audit.log.intent(intent('a'));
    audit.log.append(completion('a'));
    await audit.close();
    const [row] = await knex('audit_attempt').select();
    expect(row).toMatchObject({ id: 'a', outcome: 'settled' });
    const segment = `/audit/${audit.writer}/00000001.log`;
    const text = (await files.read(segment, 0, 1e6)).toString();
    expect(text).toContain('"c":2,"e":"');
    expect(text).not.toContain('checkout');
    await rm(folder, { recursive: true });
  });
});
