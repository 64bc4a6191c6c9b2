import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFixtures } from '../__testUtils__/corpus';
import { shippedBundle } from '../bundle/readBundle';
import { EmbeddedEngine, parseEvidence, readBundle } from '../index';

const { clean, secret, snapshot } = readFixtures();
const leaked = { ...clean, secrets: { ...clean.secrets, items: [secret] } };

describe('EmbeddedEngine', () => {
  let engine: EmbeddedEngine;

  beforeAll(async () => {
    engine = new EmbeddedEngine(await readBundle(), { workers: 1 });
  });

  afterAll(() => engine.close());

  const stateOf = async (input: object, platform?: object) => {
    const results = await engine.evaluate({
      domain: 'golden_path',
      input,
      platform,
    });
    return results.find(({ rule }) => rule === 'GP040');
  };

  it('gives one state to every rule of the bundle, in order', async () => {
    const results = await engine.evaluate({
      domain: 'golden_path',
      input: clean,
    });
    expect(results.map(({ rule }) => rule)).toEqual(
      engine
        .info()
        .manifest.rules.filter(({ domain }) => domain === 'golden_path')
        .map(({ id }) => id),
    );
    expect(new Set(results.map(({ state }) => state))).toEqual(
      new Set(['pass', 'not_applicable']),
    );
  });

  it('fails for a finding, and warns under an exception of the platform', async () => {
    expect(await stateOf(leaked)).toMatchObject({ state: 'fail' });
    expect(await stateOf(leaked, { exceptions: snapshot })).toMatchObject({
      state: 'warn',
      findings: [{ level: 'warn', exception: { id: 'EX-1' } }],
    });
  });

  it('takes no exception out of the input', async () => {
    const input = { ...leaked, platform: { exceptions: snapshot } };
    expect(await stateOf(input)).toMatchObject({ state: 'fail' });
    expect(() => parseEvidence(input)).toThrow(
      expect.objectContaining({ code: 'policy.invalid_evidence' }),
    );
  });

  it('answers for all of many, whatever becomes of one', async () => {
    const small = new EmbeddedEngine(await readBundle(), {
      workers: 2,
      maxInputBytes: 50_000,
    });
    const outcomes = await small.evaluateMany([
      { domain: 'golden_path', input: clean },
      { domain: 'golden_path', input: { ...clean, a: 'x'.repeat(50_000) } },
      { domain: 'golden_path', input: leaked },
    ]);
    expect(outcomes).toEqual([
      { results: expect.any(Array) },
      { error: expect.objectContaining({ code: 'policy.too_large' }) },
      { results: expect.any(Array) },
    ]);
    await small.close();
  });

  it('ends an evaluation that takes too long, and goes on with the next', async () => {
    const hurried = new EmbeddedEngine(await readBundle(), {
      workers: 1,
      timeout: 1,
    });
    const items = Array.from({ length: 20_000 }, (_, n) => ({
      ...clean.components.items[0],
      name: `c${n}`,
    }));
    const input = { ...clean, components: { ...clean.components, items } };
    const request = { domain: 'golden_path', input } as const;
    for (const _ of [1, 2]) {
      await expect(hurried.evaluate(request)).rejects.toMatchObject({
        code: 'policy.timeout',
      });
    }
    await hurried.close();
    await expect(hurried.evaluate(request)).rejects.toMatchObject({
      code: 'policy.closed',
    });
  });

  it('refuses more than may wait', async () => {
    const narrow = new EmbeddedEngine(await readBundle(), {
      workers: 1,
      queue: 0,
    });
    const request = { domain: 'golden_path', input: clean } as const;
    const first = narrow.evaluate(request);
    await expect(narrow.evaluate(request)).rejects.toMatchObject({
      code: 'policy.busy',
    });
    await first;
    await narrow.close();
  });
});

describe('readBundle', () => {
  it('refuses a bundle one of whose files was changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waymark-bundle-'));
    await cp(shippedBundle(), folder, { recursive: true });
    await expect(readBundle(folder)).resolves.toMatchObject({
      digest: expect.stringMatching(/^sha256:/),
    });
    await writeFile(join(folder, 'data.json'), '{}');
    await expect(readBundle(folder)).rejects.toMatchObject({
      code: 'policy.bad_bundle',
    });
    await rm(folder, { recursive: true });
  });
});
