import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type FakePortal, startFakePortal } from '../testing/fakePortal';
import { type SeedOptions, seed } from './seed';

const tokens = { ciToken: 'for-ci', importToken: 'for-import' };
const now = Date.UTC(2026, 10, 23, 12);

const schedule = `
services:
  one:
    - { document: one/old.json, ages: [P3W, P2W] }
    - { document: one/new.xml, ages: [P1W, PT6H] }
    - { document: one/old.json, channel: 'deployed:prod', ages: [P12D, P5D] }
  two:
    - { document: two/old.json.gz, ages: [P20D] }
    - { document: two/new.json, slot: image, ages: [P1D] }
  three:
    - { document: three/only.json, ages: [PT90M] }
refused:
  two: { document: two/broken.json }
`;

async function writeExamples(folder: string): Promise<void> {
  const json = (serial: string) =>
    JSON.stringify({ bomFormat: 'CycloneDX', serial });
  const documents = {
    'one/old.json': json('1'),
    'one/new.xml': '<bom/></bom>',
    'two/old.json.gz': gzipSync(json('2')),
    'two/new.json': json('3'),
    'two/broken.json': json('4').slice(0, -3),
    'three/only.json': json('5'),
  };
  await writeFile(path.join(folder, 'seed.yaml'), schedule);
  for (const [name, content] of Object.entries(documents)) {
    const file = path.join(folder, 'boms', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

describe('seed', () => {
  let examples: string;
  let portal: FakePortal;
  let lines: string[];
  const run = (options: Partial<SeedOptions> = {}) =>
    seed({
      baseUrl: portal.baseUrl,
      tokens,
      examples,
      log: line => lines.push(line),
      now: () => now,
      waitMs: 1,
      ...options,
    });

  beforeAll(async () => {
    examples = await mkdtemp(path.join(tmpdir(), 'waymark-seed-'));
    await writeExamples(examples);
  });
  afterAll(() => rm(examples, { recursive: true, force: true }));

  beforeEach(async () => {
    lines = [];
    portal = await startFakePortal();
  });
  afterEach(() => portal.close());

  it('sends each service from the oldest upload on, as history', async () => {
    const counts = await run();
    const accepted = portal.uploads.filter(upload => upload.accepted);
    expect(counts).toMatchObject({ services: 3, sent: 9, repeated: 0 });
    expect(accepted).toHaveLength(9);
    const last = new Map<string, string>();
    for (const { query, token } of accepted) {
      expect(token).toBe('for-import');
      expect(Date.parse(query.effectiveAt)).toBeLessThan(now);
      const before = last.get(query.entityRef) ?? '';
      expect(query.effectiveAt >= before).toBe(true);
      last.set(query.entityRef, query.effectiveAt);
    }
    expect(lines.at(-1)).toBe('3 of 3 services');
  });

  it('deploys what was on main before, and tells deployments apart', async () => {
    await run();
    const sent = portal.uploads.map(({ query }) => query);
    const deployed = sent.filter(({ channel }) => channel === 'deployed:prod');
    expect(deployed).toHaveLength(2);
    expect(new Set(deployed.map(each => each.deploymentId)).size).toBe(2);
    const main = sent.filter(
      each =>
        each.channel === 'main' && each.entityRef === deployed[0].entityRef,
    );
    const before = main.filter(
      each => each.effectiveAt < deployed[0].effectiveAt,
    );
    expect(deployed[0].commit).toBe(before.at(-1)?.commit);
    expect(sent.every(each => /^[0-9a-f]{40}$/.test(each.commit))).toBe(true);
  });

  it('has one broken document refused, sent as a pipeline would', async () => {
    const counts = await run();
    const refused = portal.uploads.filter(upload => !upload.accepted);
    expect(counts.refused).toBe(1);
    expect(refused).toHaveLength(1);
    expect(refused[0].token).toBe('for-ci');
    expect(refused[0].query).not.toHaveProperty('effectiveAt');
  });

  it('adds nothing the second time, whenever that is', async () => {
    await run();
    const second = await run({ now: () => now + 9 * 86_400_000 });
    expect(second).toEqual({
      services: 3,
      sent: 0,
      repeated: 9,
      refused: 0,
    });
  });

  it('sends no more at once than it is told', async () => {
    await run({ concurrency: 2 });
    expect(portal.mostAtOnce).toBeLessThanOrEqual(2);
  });

  it('waits for the catalog', async () => {
    portal.emptyAnswers = 3;
    await run();
    expect(lines[0]).toMatch(/^waiting for \d+ services to appear/);
  });

  it('says which document could not be sent, and why', async () => {
    portal.forbidden.add(tokens.importToken);
    await expect(run()).rejects.toThrow(
      /^\S+ could not be sent for component:default\/\S+: The document was refused/,
    );
  });

  it('does not take a wrong pipeline token for a refused document', async () => {
    portal.forbidden.add(tokens.ciToken);
    await expect(run()).rejects.toThrow(/broken.* could not be sent/);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(run({ signal })).rejects.toThrow('enough');
    expect(portal.uploads).toHaveLength(0);
  });
});
