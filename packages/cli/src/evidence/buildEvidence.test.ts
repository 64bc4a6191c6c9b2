import { execFileSync } from 'node:child_process';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEvidence } from '@waymark/policy-engine';
import fc from 'fast-check';
import {
  evidenceOf,
  folderOf,
  removeFolders,
} from './__testUtils__/repository';

afterEach(removeFolders);

it('tells of an empty folder that there is nothing', async () => {
  const evidence: any = await evidenceOf(await folderOf({}));
  expect(parseEvidence(evidence)).toEqual(evidence);
  const statuses = Object.entries<any>(evidence)
    .filter(([, { status }]) => status !== undefined)
    .map(([name, { status }]) => [name, status]);
  expect(Object.fromEntries(statuses)).toEqual({
    sbom: 'absent',
    components: 'absent',
    lockfiles: 'ok',
    scan: 'not_connected',
    vulnerabilities: 'not_connected',
    images: 'ok',
    workflows: 'ok',
    secrets: 'absent',
    llm: 'ok',
    otel: 'ok',
    manifests: 'ok',
    attestations: 'not_connected',
    catalog: 'absent',
    template: 'absent',
    suppressions: 'ok',
    tools: 'ok',
  });
});

it('refuses a commit that is none', async () => {
  const root = await folderOf({});
  await expect(evidenceOf(root, { commit: 'main' })).rejects.toMatchObject({
    code: 'policy.invalid_evidence',
  });
});

it('fails in each section of the tree where there is no folder', async () => {
  const steps: string[] = [];
  const evidence: any = await evidenceOf('/nowhere', {
    onStep: step => steps.push(step),
  });
  expect(evidence.images).toEqual({ status: 'failed', origin: 'ci' });
  expect(steps).toContain(
    'Could not read images: The repository cannot be read',
  );
});

it('follows no link out of the repository', async () => {
  const outside = await folderOf({
    Dockerfile: 'FROM outside\n',
    'x.yaml': 'a',
  });
  const root = await folderOf({ 'own/Dockerfile': 'FROM own\n' });
  await symlink(outside, join(root, 'linked'));
  await symlink(join(outside, 'Dockerfile'), join(root, 'Dockerfile'));
  const { images }: any = await evidenceOf(root);
  expect(images.items.map(({ ref }: any) => ref)).toEqual(['own']);
});

describe('in a repository of Git', () => {
  const git = (root: string, ...args: string[]) =>
    execFileSync('git', ['-C', root, ...args], { stdio: 'pipe' });

  it('reads what is tracked, and fails over what is gone', async () => {
    const root = await folderOf({
      Dockerfile: 'FROM tracked\n',
      '.gitignore': 'Dockerfile\n',
      'a/Dockerfile': 'FROM linked\n',
    });
    git(root, 'init', '-q');
    git(root, 'add', '-f', 'Dockerfile', 'a/Dockerfile');
    await writeFile(join(root, 'b.Dockerfile'), 'FROM untracked\n');
    const first: any = await evidenceOf(root);
    expect(first.images.items.map(({ ref }: any) => ref)).toEqual([
      'tracked',
      'linked',
    ]);
    const outside = await folderOf({ Dockerfile: 'FROM outside\n' });
    await rm(join(root, 'a'), { recursive: true });
    await symlink(outside, join(root, 'a'));
    const second: any = await evidenceOf(root);
    expect(second.images.status).toBe('failed');
  });

  it('runs no program that the repository names', async () => {
    const root = await folderOf({
      Dockerfile: 'FROM x\n',
      'hook.sh': '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n',
    });
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'config', 'core.fsmonitor', join(root, 'hook.sh'));
    execFileSync('chmod', ['+x', join(root, 'hook.sh')]);
    const { images }: any = await evidenceOf(root);
    expect(images.items).toHaveLength(1);
    expect(() => execFileSync('test', ['-e', join(root, 'ran')])).toThrow();
  });
});

const names = [
  'package-lock.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'go.mod',
  'poetry.lock',
  'uv.lock',
  'Pipfile.lock',
  'requirements.txt',
  'pom.xml',
  'gradle.lockfile',
  'Dockerfile',
  'compose.yaml',
  '.github/workflows/a.yml',
  'action.yml',
  '.gitlab-ci.yml',
  'deploy.yaml',
  'kustomization.yaml',
  'otel-config.yaml',
  'package.json',
  'catalog-info.yaml',
  '.waymark/manifest.json',
  'src/a.ts',
  'sbom.cdx.json',
  'scan.cdx.json',
];

/** Words that builders look for, so that chance finds its way into them. */
const word = fc.constantFrom(
  ...['packages', 'dependencies', 'components', 'purl', 'pkg:npm/a@1'],
  ...['apiVersion', 'kind', 'spec', 'template', 'containers', 'image', 'jobs'],
  ...['steps', 'uses', 'on', 'include', 'services', 'vulnerabilities', 'id'],
  ...['affects', 'ratings', 'metadata', 'bomFormat', 'CycloneDX', 'licenses'],
  ...['expression', 'importers', 'snapshots', 'name', 'version', 'Pod', 'env'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(3_000),
    '\u0000',
    '\ud800',
  ],
);
const value = fc.letrec(tie => ({
  any: fc.oneof(
    { maxDepth: 5 },
    word,
    fc.constantFrom(null, true, -1, 1e300, ''),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(word, tie('any'), { maxKeys: 5 }),
  ),
})).any;
const content = fc.oneof(
  value.map(held => JSON.stringify(held)),
  value.map(
    held => `apiVersion: v1\nkind: Pod\nspec: ${JSON.stringify(held)}\n`,
  ),
  fc
    .array(
      fc
        .tuple(fc.constantFrom('FROM', 'COPY --from=', 'ARG', 'require'), word)
        .map(pair => pair.join(' ')),
    )
    .map(lines => lines.join('\n')),
  fc.string(),
);

it('holds by the schema, whatever a repository holds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...names), content, { maxKeys: 12 }),
      async files => {
        const root = await folderOf(files);
        const evidence = await evidenceOf(root, {
          sbomFile:
            'sbom.cdx.json' in files ? join(root, 'sbom.cdx.json') : null,
          vulnerabilitiesFile:
            'scan.cdx.json' in files ? join(root, 'scan.cdx.json') : null,
        });
        expect(parseEvidence(JSON.parse(JSON.stringify(evidence)))).toEqual(
          evidence,
        );
        await removeFolders();
      },
    ),
    { numRuns: 150 },
  );
});
