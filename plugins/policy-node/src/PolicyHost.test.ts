import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readBundle } from '@waymark/policy-engine';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config';
import { PolicyHost } from './PolicyHost';

describe('PolicyHost', () => {
  let folder: string;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let host: PolicyHost | undefined;
  let server: Server | undefined;
  const logger = mockServices.rootLogger.mock();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-policy-'));
    keys = await generateKeyPair('ES256', { extractable: true });
    await writeFile(
      join(folder, 'keys.json'),
      JSON.stringify({ keys: [await exportJWK(keys.publicKey)] }),
    );
  });

  afterEach(async () => {
    await host?.close();
    host = undefined;
    server?.close();
    server?.closeAllConnections();
    server = undefined;
    await rm(folder, { recursive: true });
  });

  const start = async (policy: object = {}) => {
    const config = new ConfigReader({
      policy: {
        embedded: { workers: 1 },
        history: { directory: join(folder, 'history') },
        ...policy,
      },
    });
    host = await PolicyHost.start({ config: readConfig(config), logger });
    return host;
  };

  /** The shipped bundle with another parameter, signed. */
  const publish = async (
    registries: string[],
    { key = keys.privateKey, typ = 'waymark-policy-manifest+jws' } = {},
  ) => {
    const { files } = await readBundle();
    const data = JSON.parse(Buffer.from(files['data.json']).toString());
    data.parameters.golden_path.registries = registries;
    const text = JSON.stringify(data);
    const manifest = JSON.parse(Buffer.from(files['manifest.json']).toString());
    manifest.dataDigest = `sha256:${createHash('sha256')
      .update(text)
      .digest('hex')}`;
    const signature = await new CompactSign(
      Buffer.from(JSON.stringify(manifest)),
    )
      .setProtectedHeader({ alg: 'ES256', typ })
      .sign(key);
    const directory = join(folder, 'bundle');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'policy.wasm'), files['policy.wasm']);
    await writeFile(join(directory, 'sources.json'), files['sources.json']);
    await writeFile(join(directory, 'data.json'), text);
    await writeFile(join(directory, 'manifest.jws'), signature);
    return directory;
  };

  const stateOf = async (policy: PolicyHost, registry: string) => {
    const { engine, parameters } = policy.current();
    const results = await engine.evaluate({
      domain: 'golden_path',
      input: {
        context: { stage: 'main', evaluatedAt: 1_790_000_000 },
        images: {
          status: 'ok',
          items: [
            {
              file: 'Dockerfile',
              line: 1,
              ref: `${registry}/a`,
              registry,
              digest: null,
            },
          ],
        },
      },
      platform: { parameters },
    });
    return results.find(({ rule }) => rule === 'GP021')?.state;
  };

  const bundleConfig = (where: object) => ({
    bundle: {
      ...where,
      keysFile: join(folder, 'keys.json'),
      refresh: { days: 1 },
    },
  });

  it('decides by the shipped bundle without any configuration', async () => {
    const policy = await start();
    expect(policy.current().bundle.digest).toBe((await readBundle()).digest);
    expect(await stateOf(policy, 'ghcr.io')).toBe('pass');
    expect(await stateOf(policy, 'example.com')).toBe('fail');
  });

  it('lays the parameters of the configuration over those of the bundle', async () => {
    const plain = (await start()).current().digest;
    await host?.close();
    const policy = await start({
      parameters: { golden_path: { registries: ['example.com'] } },
    });
    expect(await stateOf(policy, 'example.com')).toBe('pass');
    expect(policy.current().digest).not.toBe(plain);
  });

  it('takes a newer signed bundle without a restart, and keeps the old one', async () => {
    const directory = await publish(['one.example']);
    const policy = await start(bundleConfig({ directory }));
    const before = policy.current();
    const told: string[] = [];
    policy.onChange(({ digest }) => told.push(digest));
    await policy.reload();
    expect(told).toEqual([]);
    await publish(['two.example']);
    // What is being asked while the bundle changes is answered.
    const [, state] = await Promise.all([
      policy.reload(),
      stateOf(policy, 'one.example'),
    ]);
    expect(state).toBe('pass');
    expect(told).toEqual([policy.current().digest]);
    expect(await stateOf(policy, 'one.example')).toBe('fail');
    expect(await stateOf(policy, 'two.example')).toBe('pass');

    await policy.close();
    const again = await start(bundleConfig({ directory }));
    const [old, same] = await Promise.all(
      [1, 2].map(() => again.find(before.digest)),
    );
    expect(same).toBe(old);
    expect(old?.digest).toBe(before.digest);
    expect(old?.bundle.data).toEqual(before.bundle.data);
    expect(await again.find(`sha256:${'0'.repeat(64)}`)).toBeUndefined();
    expect(await again.find('../keys.json')).toBeUndefined();
  });

  it('keeps the last good bundle where a newer one is not signed by a known key', async () => {
    const directory = await publish(['one.example']);
    const policy = await start(bundleConfig({ directory }));
    const { digest } = policy.current();
    const { privateKey } = await generateKeyPair('ES256');
    await publish(['evil.example'], { key: privateKey });
    await policy.reload();
    expect(policy.current().digest).toBe(digest);
    await publish(['evil.example'], { typ: 'JWT' });
    await policy.reload();
    expect(policy.current().digest).toBe(digest);
    // Signed, but a file is not the one that was signed.
    await publish(['two.example']);
    await writeFile(join(directory, 'data.json'), '{}');
    await policy.reload();
    expect(policy.current().digest).toBe(digest);
  });

  it('does not start with a bundle that nobody signed', async () => {
    const directory = await publish(['one.example']);
    await rm(join(directory, 'manifest.jws'));
    await expect(start(bundleConfig({ directory }))).rejects.toMatchObject({
      code: 'policy.bad_bundle',
    });
  });

  it('reads a bundle from a URL, with a token for it alone', async () => {
    const directory = await publish(['one.example']);
    const asked: (string | undefined)[] = [];
    server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      readFile(join(directory, request.url!.split('/').pop()!)).then(
        bytes => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>(done => server!.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const policy = await start(
      bundleConfig({
        url: `http://127.0.0.1:${port}/bundle`,
        token: 'let-me-in',
      }),
    );
    expect(await stateOf(policy, 'one.example')).toBe('pass');
    expect(new Set(asked)).toEqual(new Set(['Bearer let-me-in']));
  });

  it('logs decisions, and nothing of what was decided about', async () => {
    const file = join(folder, 'decisions.jsonl');
    const policy = await start({ decisionLog: { file } });
    await stateOf(policy, 'canary-7f3a.example');
    await policy.close();
    host = undefined;
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      domain: 'golden_path',
      engine: 'embedded',
      policy: policy.current().digest,
      input: expect.stringMatching(/^sha256:/),
      states: { GP021: 'fail' },
    });
    expect(text).not.toContain('canary-7f3a');
  });

  it.each([
    [{ timeout: { days: 3 } }, 'policy.timeout'],
    [{ bundle: { directory: 'a' } }, 'policy.bundle'],
    [{ unknown: 1 }, 'policy.'],
    [{ parameters: { llm: {} } }, 'policy.parameters'],
  ])('refuses the configuration %j', (policy, what) => {
    expect(() => readConfig(new ConfigReader({ policy }))).toThrow(what);
  });
});
