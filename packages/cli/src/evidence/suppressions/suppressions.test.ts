import { removeFolders, sectionOf } from '../__testUtils__/repository';

afterEach(removeFolders);

const suppressions = async (files: Record<string, string | Buffer>) =>
  (await sectionOf('suppressions', files)).items.map(
    ({ file, line, tool, kind }: any) => [file, line, tool, kind],
  );

it.each([
  ['.gitleaksignore', 'gitleaks', 'ignore-file'],
  ['.gitleaks.toml', 'gitleaks', 'configuration'],
  ['.trivyignore', 'trivy', 'ignore-file'],
  ['.grype.yaml', 'grype', 'configuration'],
  ['.syft.yaml', 'syft', 'configuration'],
  ['conftest.toml', 'conftest', 'configuration'],
])('finds %s', async (file, tool, kind) => {
  await expect(suppressions({ [file]: '' })).resolves.toEqual([
    [file, null, tool, kind],
  ]);
});

it('finds comments, and keeps their name when lines move', async () => {
  const line = 'const a = 1; // gitleaks' + ':allow';
  const files = { 'a.ts': `\n${line}\n`, 'b.py': 'x = 1  # nosec B101\n' };
  await expect(suppressions(files)).resolves.toEqual([
    ['a.ts', 2, 'gitleaks', 'comment'],
    ['b.py', 1, 'gosec', 'comment'],
  ]);
  const [before, after] = await Promise.all(
    ['', '\n\n'].map(
      async gap =>
        (
          await sectionOf('suppressions', { 'a.ts': gap + line })
        ).items[0],
    ),
  );
  expect(after.fingerprint).toBe(before.fingerprint);
});

it('reads no binary, however large', async () => {
  const binary = Buffer.concat([
    Buffer.alloc(33 * 1024 * 1024),
    Buffer.from('gitleaks' + ':allow'),
  ]);
  await expect(suppressions({ tool: binary })).resolves.toEqual([]);
});
