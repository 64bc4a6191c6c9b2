import type { ExceptionSnapshot } from '@waymark/backstage-plugin-scorecards-common';
import { digestOf, policyDigest, readBundle } from '@waymark/policy-engine';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMIT, writeRepository } from './__testUtils__/repository';
import { waymark } from './__testUtils__/terminal';

const ENTITY = 'component:default/checkout';
const ISSUER = 'https://portal.example.com/api/scorecards';

/** Judged by the embedded rules: what engines share is shown elsewhere. */
describe('waymark gate', () => {
  let folder: string;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let now: number;
  let finding: string;

  const path = (name: string) => join(folder, name);

  beforeAll(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-gate-'));
    now = Math.floor(Date.now() / 1_000);
    const publicKey = { ...(await exportJWK(keys.publicKey)), kid: 'k1' };
    await writeFile(path('keys.json'), JSON.stringify({ keys: [publicKey] }));
    // One thing is wrong with it that can be exempt: an image by tag.
    const { root, remove } = await writeRepository({
      Dockerfile:
        'FROM docker.io/library/node:24\nCMD ["node", "src/main.js"]\n',
      'deploy/checkout.yaml': null,
    });
    const made = await waymark(
      [
        'evidence',
        ...['--root', root, '--commit', COMMIT, '--stage', 'main'],
        ...['--output', path('evidence.json')],
      ],
      { PATH: '' },
    );
    await remove();
    if (made.exitCode !== 0) {
      throw new Error(made.err);
    }
    // What needs a tool is said to be in order: it is not what is tried here.
    const evidence = JSON.parse(await readFile(path('evidence.json'), 'utf8'));
    evidence.secrets = { status: 'ok', origin: 'ci', items: [] };
    for (const name of ['sbom', 'components', 'lockfiles']) {
      evidence[name] = { status: 'not_connected', origin: 'ci' };
    }
    await writeFile(path('evidence.json'), JSON.stringify(evidence));
    const { results } = await plain();
    const denied = results.flatMap((result: any) =>
      result.findings.filter(({ level }: any) => level === 'deny'),
    );
    if (denied.length !== 1 || denied[0].rule !== 'GP020') {
      throw new Error(`Denied by more than one: ${JSON.stringify(denied)}`);
    }
    finding = denied[0].finding;
    await record();
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function plain() {
    await waymark([
      'gate',
      ...['--engine', 'embedded', '--evidence', path('evidence.json')],
      ...['--verdict', path('verdict.json')],
    ]);
    return JSON.parse(await readFile(path('verdict.json'), 'utf8'));
  }

  async function sign(payload: object, typ: string, key = keys.privateKey) {
    return new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', typ, kid: 'k1' })
      .sign(key);
  }

  const exception = () => ({
    id: 'EX-1',
    rule: 'GP020',
    finding,
    entityRef: ENTITY,
    requestedBy: 'user:default/dana',
    state: 'approved' as const,
    notBefore: now - 60,
    expires: now + 86_400,
    stages: ['main' as const],
    approvals: [{ by: 'user:default/ines', group: 'group:default/security' }],
  });

  const snapshot = (changes: Partial<ExceptionSnapshot> = {}) => ({
    iss: ISSUER,
    aud: 'waymark-gate',
    entityRef: ENTITY,
    sequence: 7,
    issuedAt: now - 10,
    validUntil: now + 3_000,
    items: [exception()],
    ...changes,
  });

  async function policyDocument() {
    const bundle = await readBundle();
    const text = (name: 'data.json' | 'manifest.json') =>
      Buffer.from(bundle.files[name]).toString();
    return {
      iss: ISSUER,
      digest: policyDigest(bundle.digest, digestOf({})),
      manifest: JSON.parse(text('manifest.json')),
      data: text('data.json'),
      wasm: Buffer.from(bundle.files['policy.wasm']).toString('base64'),
      sources: bundle.sources,
      parameters: {},
      keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1' }],
    };
  }

  /** What `--offline` reads. */
  async function record({
    exceptions = snapshot() as object,
    typ = 'waymark-exceptions+jwt',
    key = keys.privateKey,
  } = {}) {
    await mkdir(path('recorded'), { recursive: true });
    await writeFile(
      join(path('recorded'), 'policy.jws'),
      await sign(await policyDocument(), 'waymark-policy+jwt'),
    );
    await writeFile(
      join(path('recorded'), 'exceptions.jws'),
      await sign(exceptions, typ, key),
    );
  }

  const gate = (...more: string[]) =>
    waymark(
      [
        'gate',
        ...['--engine', 'embedded', '--evidence', path('evidence.json')],
        ...['--offline', path('recorded'), '--keys', path('keys.json')],
        ...more,
      ],
      { XDG_STATE_HOME: path('state') },
    );

  it('refuses without the exception, and passes with it', async () => {
    expect((await gate()).exitCode).toBe(0);
    await record({ exceptions: snapshot({ items: [] }) });
    expect(await gate()).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('is refused by GP020'),
    });
  });

  it('shows an exempt finding with who approved it and for how long', async () => {
    const { out } = await gate();
    expect(out).toContain('exception EX-1 by user:default/ines, 1 d left');
  });

  it.each([
    ['expired', () => ({ expires: now - 1 })],
    ['not in force yet', () => ({ notBefore: now + 600 })],
    [
      'approved by who asked for it',
      () => ({
        approvals: [
          { by: 'user:default/dana', group: 'group:default/security' },
        ],
      }),
    ],
    ['approved by nobody', () => ({ approvals: [] })],
    ['for another service', () => ({ entityRef: 'component:default/ledger' })],
    ['for another finding', () => ({ finding: 'Dockerfile|other' })],
    ['for another rule', () => ({ rule: 'GP021' })],
    ['for another stage', () => ({ stages: ['deploy' as const] })],
  ])('refuses with an exception that is %s', async (_, changes) => {
    await record({
      exceptions: snapshot({ items: [{ ...exception(), ...changes() }] }),
    });
    expect(await gate()).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('GP020'),
    });
  });

  it.each<[string, () => Promise<object>]>([
    [
      'of another service',
      async () => ({
        exceptions: snapshot({ entityRef: 'component:default/ledger' }),
      }),
    ],
    [
      'that is over',
      async () => ({
        exceptions: snapshot({
          issuedAt: now - 7_200,
          validUntil: now - 3_600,
        }),
      }),
    ],
    [
      'of the future',
      async () => ({
        exceptions: snapshot({ issuedAt: now + 900, validUntil: now + 3_600 }),
      }),
    ],
    [
      'that is good for longer than an hour',
      async () => ({ exceptions: snapshot({ validUntil: now + 86_400 }) }),
    ],
    [
      'for another audience',
      async () => ({ exceptions: snapshot({ aud: 'somebody' }) }),
    ],
    [
      'of another portal',
      async () => ({
        exceptions: snapshot({ iss: 'https://other.example.com' }),
      }),
    ],
    [
      'signed by another key',
      async () => ({ key: (await generateKeyPair('ES256')).privateKey }),
    ],
    ['signed as something else', async () => ({ typ: 'JWT' })],
  ])('refuses with a snapshot %s, and says so by GP900', async (_, changes) => {
    await record(await changes());
    expect(await gate()).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('is refused by GP020, GP900'),
    });
  });

  it('does not judge by a snapshot that is older than one seen before', async () => {
    expect((await gate()).exitCode).toBe(0);
    await record({ exceptions: snapshot({ sequence: 6 }) });
    expect(await gate()).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('snapshot.replayed'),
    });
  });

  it('does not judge by a bundle that is not signed by the keys given', async () => {
    const other = await generateKeyPair('ES256', { extractable: true });
    await writeFile(
      path('keys.json'),
      JSON.stringify({ keys: [await exportJWK(other.publicKey)] }),
    );
    expect(await gate()).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('platform.bundle'),
    });
  });

  it('does not judge by a bundle with a changed part', async () => {
    const document = await policyDocument();
    await writeFile(
      join(path('recorded'), 'policy.jws'),
      await sign(
        { ...document, data: document.data.replace('docker.io', 'evil.io') },
        'waymark-policy+jwt',
      ),
    );
    expect(await gate()).toMatchObject({ exitCode: 2 });
  });

  it('fetches from the portal, and records what it was told', async () => {
    const answers: Record<string, string> = {
      '/api/scorecards/v1/entities/component/default/checkout/snapshot':
        await readFile(join(path('recorded'), 'exceptions.jws'), 'utf8'),
    };
    const document = await policyDocument();
    answers[
      `/api/scorecards/v1/policy/${encodeURIComponent(document.digest)}`
    ] = await readFile(join(path('recorded'), 'policy.jws'), 'utf8');
    answers['/api/scorecards/v1/policy'] = JSON.stringify({
      digest: document.digest,
      bundleDigest: document.digest,
      parametersDigest: digestOf({}),
      engine: 'embedded',
      levels: [],
      rules: [],
    });
    const server = createServer((request, response) => {
      const known =
        request.headers.authorization === 'Bearer let-me-in'
          ? answers[request.url!]
          : undefined;
      response.writeHead(known ? 200 : 401).end(known);
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const online = (token: string) =>
      waymark(
        [
          'gate',
          ...['--engine', 'embedded', '--evidence', path('evidence.json')],
          ...['--portal', `http://127.0.0.1:${port}`],
          ...['--record', path('again')],
        ],
        {
          XDG_STATE_HOME: path('state'),
          WAYMARK_KEYS: path('keys.json'),
          WAYMARK_TOKEN: token,
        },
      );
    try {
      expect(await online('wrong')).toMatchObject({
        exitCode: 2,
        err: expect.stringContaining('platform.unreachable'),
      });
      expect((await online('let-me-in')).exitCode).toBe(0);
    } finally {
      server.close();
      server.closeAllConnections();
    }
    expect((await gate('--offline', path('again'))).exitCode).toBe(0);
  });

  it.each([
    ['evidence with a platform of its own', { platform: { exceptions: {} } }],
    ['evidence with an unknown part', { extra: 1 }],
    ['evidence without a subject', { subject: undefined }],
  ])('does not judge %s', async (_, changes) => {
    const evidence = JSON.parse(await readFile(path('evidence.json'), 'utf8'));
    await writeFile(
      path('evidence.json'),
      JSON.stringify({ ...evidence, ...changes }),
    );
    expect(await gate()).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('evidence.invalid'),
    });
  });

  it.each([
    [['gate', '--engine', 'rumour']],
    [['gate', '--nonsense']],
    [['upload']],
    [['dance']],
  ])('does not understand %j', async args => {
    expect((await waymark(args)).exitCode).toBe(64);
  });

  it('writes SARIF, JUnit and a comment', async () => {
    await record({ exceptions: snapshot({ items: [] }) });
    const sarif = JSON.parse((await gate('--format', 'sarif')).out);
    expect(sarif.runs[0].results).toContainEqual(
      expect.objectContaining({
        ruleId: 'GP020',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'Dockerfile' },
              region: { startLine: 1 },
            },
          },
        ],
      }),
    );
    const junit = (await gate('--format', 'junit')).out;
    expect(junit).toContain('failures="1"');
    expect(junit).toMatch(/name="GP020 image.digest"><failure message=/);
    const comment = (await gate('--format', 'markdown')).out;
    expect(comment).toContain('| GP020 | fail | `Dockerfile:1` |');
  });

  it('puts nothing of a hostile name into a comment as markup', async () => {
    const evidence = JSON.parse(await readFile(path('evidence.json'), 'utf8'));
    evidence.images.items[0].ref = '![x](https://evil.example)|<script>@admin';
    await writeFile(path('evidence.json'), JSON.stringify(evidence));
    const comment = (await gate('--format', 'markdown')).out;
    expect(comment).not.toContain('![x]');
    expect(comment).not.toContain('<script>');
    expect(comment).not.toContain('@admin');
  });
});
