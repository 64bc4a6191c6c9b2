import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cleanFiles,
  COMMIT,
  type Files,
  writeRepository,
} from './__testUtils__/repository';
import { waymark } from './__testUtils__/terminal';
import { describeWith } from './__testUtils__/tools';

interface Mutation {
  readonly rule: string;
  readonly name: string;
  readonly files?: Files;
  readonly stage?: string;
  /** After `waymark sbom`. */
  readonly bom?: (bom: any) => void;
  readonly vulnerabilities?: object;
}

const change = (path: string, from: string, to: string): Files => {
  expect(cleanFiles[path]).toContain(from);
  return { [path]: cleanFiles[path].replace(from, to) };
};

const scanned = (properties: object) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: {
    timestamp: new Date().toISOString(),
    tools: {
      components: [{ type: 'application', name: 'grype', version: '0.100.0' }],
    },
    properties: [],
  },
  components: [
    {
      type: 'library',
      name: 'ms',
      version: '2.1.3',
      purl: 'pkg:npm/ms@2.1.3',
      'bom-ref': 'ms',
    },
  ],
  vulnerabilities: [
    {
      id: 'CVE-2099-0001',
      ratings: [{ severity: 'critical' }],
      affects: [{ ref: 'ms' }],
      ...properties,
    },
  ],
});

const mutations = (): Mutation[] => [
  {
    rule: 'GP001',
    name: 'the SBOM of another commit',
    bom: bom => {
      bom.metadata.properties.find(
        (each: any) => each.name === 'waymark:commit',
      ).value = 'f'.repeat(40);
    },
  },
  {
    rule: 'GP002',
    name: 'an SBOM without a serial number',
    bom: bom => {
      delete bom.serialNumber;
    },
  },
  {
    rule: 'GP003',
    name: 'an SBOM that lacks what is locked',
    bom: bom => {
      bom.components = bom.components.filter((each: any) => each.name !== 'ms');
      for (const each of bom.dependencies ?? []) {
        each.dependsOn = each.dependsOn?.filter(
          (ref: string) => !ref.includes('ms@'),
        );
      }
      bom.dependencies = bom.dependencies?.filter(
        (each: any) => !each.ref.includes('ms@'),
      );
    },
  },
  {
    rule: 'GP020',
    name: 'an image by tag',
    files: change(
      'Dockerfile',
      /@sha256:a+/.exec(cleanFiles.Dockerfile)![0],
      '',
    ),
  },
  {
    rule: 'GP021',
    name: 'an image of another registry',
    files: change('Dockerfile', 'docker.io/library', 'registry.example.com'),
  },
  {
    rule: 'GP030',
    name: 'a denied licence',
    files: change(
      'package-lock.json',
      '"license":"MIT"',
      '"license":"AGPL-3.0-only"',
    ),
  },
  {
    rule: 'GP040',
    name: 'a secret in the tree',
    files: {
      'src/key.js': `const key = 'ghp_${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'}';\n`,
    },
  },
  {
    rule: 'GP041',
    name: 'a direct model provider',
    files: {
      'src/model.js': "fetch('https://api.openai.com/v1/chat/completions');\n",
    },
  },
  {
    rule: 'GP050',
    name: 'no telemetry',
    files: {
      'src/main.js': "console.log('ready');\n",
      'src/telemetry.js': null,
    },
  },
  {
    rule: 'GP060',
    name: 'an action by tag',
    files: change(
      '.github/workflows/ci.yaml',
      `@${'b'.repeat(40)} # v6`,
      '@v6',
    ),
  },
  {
    rule: 'GP061',
    name: 'no permissions',
    files: change(
      '.github/workflows/ci.yaml',
      'permissions:\n  contents: read\n',
      '',
    ),
  },
  {
    rule: 'GP062',
    name: 'an ignore file',
    files: { '.trivyignore': 'CVE-2099-0001\n' },
  },
  {
    rule: 'GP070',
    name: 'no system',
    files: change('catalog-info.yaml', '  system: payments\n', ''),
  },
  {
    rule: 'GP080',
    name: 'no limits',
    stage: 'deploy',
    files: change(
      'deploy/checkout.yaml',
      `          resources:
            limits:
              cpu: 500m
              memory: 256Mi
`,
      '',
    ),
  },
];

const ARTIFACT = `sha256:${'a'.repeat(64)}`;

/** Repositories that try to configure their judges. */
const bribes: [string, Files][] = [
  [
    'conftest.toml',
    { 'conftest.toml': 'no-fail = true\nnamespace = ["none"]\n' },
  ],
  ['.syft.yaml', { '.syft.yaml': "exclude: ['./**']\n" }],
  ['.gitleaksignore', { '.gitleaksignore': 'src/key.js:github-pat:1\n' }],
  ['.gitleaks.toml', { '.gitleaks.toml': 'title = "none"\n' }],
  [
    'an allow comment',
    { 'src/allowed.js': "const nothing = ''; // gitleaks:allow\n" },
  ],
];

describeWith(
  'syft',
  'gitleaks',
  'conftest',
)('the whole path', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-truth-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Syft, evidence, Conftest: the exit code and the rules that deny. */
  async function judged({
    files,
    stage = 'main',
    bom,
    vulnerabilities,
  }: Omit<Mutation, 'rule' | 'name'>) {
    const { root, remove } = await writeRepository(files);
    try {
      const sbom = join(folder, 'sbom.json');
      const evidence = join(folder, 'evidence.json');
      const verdict = join(folder, 'verdict.json');
      const scan = join(folder, 'scan.json');
      const about = ['--root', root, '--commit', COMMIT];
      const made = await waymark([
        'sbom',
        ...about,
        ...['--output', sbom],
        ...(stage === 'deploy' ? ['--artifact-digest', ARTIFACT] : []),
      ]);
      expect(made.exitCode).toBe(0);
      if (bom) {
        const document = JSON.parse(await readFile(sbom, 'utf8'));
        bom(document);
        await writeFile(sbom, JSON.stringify(document));
      }
      if (vulnerabilities) {
        await writeFile(scan, JSON.stringify(vulnerabilities));
      }
      const collected = await waymark([
        'evidence',
        ...about,
        ...['--stage', stage, '--sbom', sbom, '--output', evidence],
        ...(stage === 'deploy' ? ['--artifact-digest', ARTIFACT] : []),
        ...(vulnerabilities ? ['--vulnerabilities', scan] : []),
      ]);
      expect(collected).toMatchObject({ exitCode: 0 });
      const told = await waymark([
        'gate',
        ...['--engine', 'conftest', '--root', root],
        ...['--evidence', evidence, '--verdict', verdict],
      ]);
      const { results } = JSON.parse(await readFile(verdict, 'utf8'));
      const denying = results
        .filter((result: any) =>
          result.findings.some((finding: any) => finding.level === 'deny'),
        )
        .map((result: any) => result.rule);
      return { exitCode: told.exitCode, denying };
    } finally {
      await remove();
    }
  }

  it('passes the clean service', async () => {
    expect(await judged({})).toEqual({ exitCode: 0, denying: [] });
  });

  it.each(mutations())('refuses $name by $rule alone', async mutation => {
    expect(await judged(mutation)).toEqual({
      exitCode: 1,
      denying: [mutation.rule],
    });
  });

  it('refuses advisories of long ago by GP012 alone', async () => {
    const old = scanned({});
    old.metadata.timestamp = '2020-01-01T00:00:00Z';
    expect(
      await judged({ vulnerabilities: { ...old, vulnerabilities: [] } }),
    ).toEqual({ exitCode: 1, denying: ['GP012'] });
  });

  it('leaves to the portal what only the portal knows', async () => {
    const told = await judged({
      stage: 'pull_request',
      vulnerabilities: scanned({}),
    });
    // Whether the target branch has it, and since when.
    expect(told).toEqual({ exitCode: 0, denying: [] });
  });

  it.each(bribes)('is not bribed by %s', async (_, files) => {
    expect(await judged({ files })).toEqual({
      exitCode: 1,
      denying: ['GP062'],
    });
    const secret = mutations().find(({ rule }) => rule === 'GP040')!;
    expect(await judged({ files: { ...secret.files, ...files } })).toEqual({
      exitCode: 1,
      denying: ['GP040', 'GP062'],
    });
  });
});
