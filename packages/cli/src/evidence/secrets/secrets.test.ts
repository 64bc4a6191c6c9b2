import { join } from 'node:path';
import {
  builtTool,
  evidenceOf,
  folderOf,
  removeFolders,
  sectionOf,
} from '../__testUtils__/repository';

afterEach(removeFolders);

const gitleaks = builtTool('gitleaks');
if (gitleaks === null) {
  // eslint-disable-next-line no-console
  console.warn('gitleaks is not among the tools: its tests are skipped.');
}
const describeTool =
  gitleaks === null && !process.env.CI ? describe.skip : describe;

// Put together here, so that no scanner takes this file for a leak.
const token = ['ghp', '_zq8Jd02mf9Xk4LpVb7Tn1Rs6Yw3Hc5GaQeUi'].join('');
const anthropic = ['sk-ant', '-api03-Zk3vQ9xT7mW2pL5rN8cJ4hB6'].join('');

it('is absent without gitleaks', async () => {
  await expect(sectionOf('secrets', { 'a.ts': token })).resolves.toEqual({
    status: 'absent',
    origin: 'ci',
  });
});

describeTool('with gitleaks', () => {
  it('finds secrets, whatever the repository says of them', async () => {
    const root = await folderOf({
      'src/a.ts': `const token = '${token}'; // gitleaks:allow\n`,
      'src/b.py': `\nkey = "${anthropic}"\n`,
      '.gitleaks.toml': '[allowlist]\npaths = [".*"]\n',
      '.gitleaksignore': 'src/a.ts:github-pat:1\n',
    });
    const { secrets, tools }: any = await evidenceOf(root, {
      gitleaks: gitleaks ?? 'gitleaks',
    });
    expect(secrets).toMatchObject({ status: 'ok', origin: 'ci' });
    expect(
      secrets.items.map(({ file, line }: any) => `${file}:${line}`).sort(),
    ).toEqual(['src/a.ts:1', 'src/b.py:2']);
    expect(JSON.stringify(secrets)).not.toContain(token.slice(4, 12));
    expect(JSON.stringify(secrets)).not.toContain(anthropic.slice(14));
    expect(tools.items).toMatchObject([{ name: 'gitleaks' }]);
  });

  it('finds nothing in a clean repository', async () => {
    const section = await sectionOf(
      'secrets',
      { 'src/a.ts': 'export const a = process.env.TOKEN;\n' },
      { gitleaks: gitleaks ?? 'gitleaks' },
    );
    expect(section).toEqual({ status: 'ok', origin: 'ci', items: [] });
  });
});

it('reads a report that a step before made, without its values', async () => {
  const root = await folderOf({
    'report.json': JSON.stringify([
      { RuleID: 'github-pat', File: 'src/a.ts', StartLine: 3, Secret: token },
    ]),
  });
  const { secrets }: any = await evidenceOf(root, {
    secretsFile: join(root, 'report.json'),
  });
  expect(secrets.items).toEqual([
    {
      rule: 'github-pat',
      file: 'src/a.ts',
      line: 3,
      fingerprint: 'gitleaks:github-pat:src/a.ts:3',
    },
  ]);
});

it.each(['{', '{}', '[1]', '[{}]'])(
  'fails over the report %s',
  async report => {
    const root = await folderOf({ 'report.json': report });
    const { secrets } = await evidenceOf(root, {
      secretsFile: join(root, 'report.json'),
    });
    expect(secrets.status).toBe('failed');
  },
);

it('fails where gitleaks does not run', async () => {
  const steps: string[] = [];
  const section = await sectionOf(
    'secrets',
    {},
    { gitleaks: '/nowhere/gitleaks', onStep: step => steps.push(step) },
  );
  expect(section.status).toBe('failed');
  expect(steps).toContain(
    'Could not read secrets: gitleaks did not run to its end',
  );
});
