import { join } from 'node:path';
import {
  bomOf,
  evidenceOf,
  folderOf,
  removeFolders,
  sectionOf,
} from '../__testUtils__/repository';

afterEach(removeFolders);

/** Names with versions that a lock file fixes, by asking an empty SBOM. */
async function locked(files: Record<string, string>): Promise<string[]> {
  const root = await folderOf({ ...files, 'sbom.cdx.json': bomOf([]) });
  const { lockfiles }: any = await evidenceOf(root, {
    sbomFile: join(root, 'sbom.cdx.json'),
  });
  return lockfiles.items.flatMap(({ missing }: any) => missing).sort();
}

const entry = (name: string, rest = {}) => ({
  [`node_modules/${name}`]: { version: '1.0.0', ...rest },
});

it('reads package-lock 2 and 3 without development and links', async () => {
  const packages = {
    '': { name: 'checkout' },
    ...entry('a'),
    ...entry('@scope/b'),
    ...entry('dev', { dev: true }),
    ...entry('mac-only', { optional: true }),
    ...entry('own', { link: true }),
    'node_modules/a/node_modules/c': { version: '2.0.0' },
    'node_modules/alias': { name: 'real', version: '3.0.0' },
    'packages/own': { version: '0.0.1' },
  };
  await expect(
    locked({
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
    }),
  ).resolves.toEqual(['@scope/b@1.0.0', 'a@1.0.0', 'c@2.0.0', 'real@3.0.0']);
});

it('reads package-lock 1', async () => {
  const dependencies = {
    a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } },
    dev: { version: '1.0.0', dev: true },
    git: { version: 'git+ssh://git@example.com/x.git#abc' },
  };
  await expect(
    locked({
      'package-lock.json': JSON.stringify({ lockfileVersion: 1, dependencies }),
    }),
  ).resolves.toEqual(['a@1.0.0', 'b@2.0.0']);
});

it('reads yarn.lock, classic, as far as production goes', async () => {
  await expect(
    locked({
      'package.json': JSON.stringify({
        dependencies: { a: '^1.0.0' },
        devDependencies: { dev: '^1.0.0' },
      }),
      'yarn.lock': `# yarn lockfile v1


a@^1.0.0:
  version "1.2.0"
  dependencies:
    b "^2.0.0"

b@^2.0.0, b@^2.1.0:
  version "2.1.0"

dev@^1.0.0:
  version "1.0.0"
`,
    }),
  ).resolves.toEqual(['a@1.2.0', 'b@2.1.0']);
});

it('reads yarn.lock, berry, with its workspaces', async () => {
  await expect(
    locked({
      'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
      'packages/web/package.json': JSON.stringify({
        dependencies: { a: '^1.0.0' },
      }),
      'yarn.lock': `__metadata:
  version: 8

"a@npm:^1.0.0":
  version: 1.2.0
  resolution: "a@npm:1.2.0"
  dependencies:
    "@s/b": "npm:^2.0.0"
  languageName: node
  linkType: hard

"@s/b@npm:^2.0.0":
  version: 2.1.0
  resolution: "@s/b@npm:2.1.0"

"dev@npm:^1.0.0":
  version: 1.0.0
  resolution: "dev@npm:1.0.0"

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."

"web@workspace:packages/web":
  version: 0.0.0-use.local
  resolution: "web@workspace:packages/web"
  dependencies:
    a: "npm:^1.0.0"
    dev: "npm:^1.0.0"
`,
    }),
  ).resolves.toEqual(['@s/b@2.1.0', 'a@1.2.0']);
});

it('reads pnpm-lock 9 and 6', async () => {
  const nine = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a: {specifier: ^1.0.0, version: 1.2.0(peer@1.0.0)}
    devDependencies:
      dev: {specifier: ^1.0.0, version: 1.0.0}
packages:
  a@1.2.0: {}
snapshots:
  a@1.2.0(peer@1.0.0): {dependencies: {'@s/b': 2.1.0}}
  '@s/b@2.1.0': {}
  dev@1.0.0: {}
`;
  const six = `lockfileVersion: '6.0'
packages:
  /a@1.2.0(peer@1.0.0): {dev: false}
  /@s/b@2.1.0: {dev: false}
  /dev@1.0.0: {dev: true}
`;
  const five = `lockfileVersion: 5.4
packages:
  /a/1.2.0_peer@1.0.0: {dev: false}
  /@s/b/2.1.0: {dev: false}
`;
  for (const text of [nine, six, five]) {
    await expect(locked({ 'pnpm-lock.yaml': text })).resolves.toEqual([
      '@s/b@2.1.0',
      'a@1.2.0',
    ]);
  }
});

it('reads go.mod with its replacements', async () => {
  await expect(
    locked({
      'go.mod': `module example.com/checkout
go 1.26
require github.com/a/b v1.0.0
require (
	github.com/c/d/v2 v2.3.0 // indirect
	github.com/fork/e v0.1.0
	example.com/own v0.0.0
)
replace github.com/fork/e => github.com/our/e v0.2.0
replace example.com/own => ./own
`,
    }),
  ).resolves.toEqual([
    'github.com/a/b@v1.0.0',
    'github.com/c/d/v2@v2.3.0',
    'github.com/our/e@v0.2.0',
  ]);
});

it('reads lock files of Python', async () => {
  await expect(
    locked({
      'poetry/poetry.lock': `[[package]]
name = "Flask_Login"
version = "1.0"
groups = ["main"]
[[package]]
name = "pytest"
version = "8.0"
groups = ["dev"]
`,
      'uv/uv.lock': `version = 1
[[package]]
name = "checkout"
version = "0.1.0"
source = { editable = "." }
dependencies = [{ name = "httpx" }, { name = "pywin32", marker = "sys_platform == 'win32'" }]
[[package]]
name = "httpx"
version = "0.27.0"
source = { registry = "https://pypi.example/simple" }
[[package]]
name = "pywin32"
version = "306"
[[package]]
name = "pytest"
version = "8.0"
`,
      'pip/Pipfile.lock': JSON.stringify({
        default: { django: { version: '==5.0' } },
        develop: { black: { version: '==24.0' } },
      }),
      'req/requirements.txt':
        'uvicorn[standard]==0.30.0 \\\n  --hash=sha256:aa\nanyio>=4\nrich == 13.0 # why\nwin==1.0 ; sys_platform == "win32"\n',
      'req/requirements-dev.txt': 'mypy==1.0\n',
    }),
  ).resolves.toEqual([
    'django@5.0',
    'flask-login@1.0',
    'httpx@0.27.0',
    'rich@13.0',
    'uvicorn@0.30.0',
  ]);
});

it('reads pom.xml and gradle.lockfile', async () => {
  await expect(
    locked({
      'pom.xml': `<project><groupId>g</groupId><version>1.0</version>
<properties><jackson.version>2.17.0</jackson.version></properties>
<dependencies>
<dependency><groupId>com.fasterxml</groupId><artifactId>jackson</artifactId><version>\${jackson.version}</version></dependency>
<dependency><groupId>\${project.groupId}</groupId><artifactId>own</artifactId><version>\${project.version}</version></dependency>
<dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4</version><scope>test</scope></dependency>
<dependency><groupId>managed</groupId><artifactId>elsewhere</artifactId></dependency>
</dependencies></project>`,
      'gradle.lockfile':
        '# comment\norg.slf4j:slf4j-api:2.0.0=compileClasspath,runtimeClasspath\njunit:junit:4.13=testRuntimeClasspath\nempty=\n',
    }),
  ).resolves.toEqual([
    'com.fasterxml:jackson@2.17.0',
    'g:own@1.0',
    'org.slf4j:slf4j-api@2.0.0',
  ]);
});

it('tells what the SBOM does not have, however names are spelt', async () => {
  const bom = bomOf([
    { type: 'library', name: 'x', purl: 'pkg:pypi/Flask.Login@1.0' },
    { type: 'library', name: 'y', purl: 'pkg:npm/%40scope/b@1.0.0?x=1' },
    { type: 'library', name: 'z', purl: 'pkg:golang/github.com/A/b@1.0.0' },
  ]);
  const root = await folderOf({
    'requirements.txt': 'flask_login==1.0\nhttpx==2.0\n',
    'package-lock.json': JSON.stringify({ packages: entry('@scope/b') }),
    'go.mod': 'require github.com/a/b v1.0.0\n',
    'sbom.cdx.json': bom,
  });
  const { lockfiles }: any = await evidenceOf(root, {
    sbomFile: join(root, 'sbom.cdx.json'),
  });
  expect(
    lockfiles.items.map(({ path, packages, missing }: any) => [
      path,
      packages,
      missing,
    ]),
  ).toEqual([
    ['go.mod', 1, []],
    ['package-lock.json', 1, []],
    ['requirements.txt', 2, ['httpx@2.0']],
  ]);
});

it.each([
  ['package-lock.json', '{'],
  ['yarn.lock', '"a@1:\n  :::'],
  ['poetry.lock', '[[package'],
  ['pnpm-lock.yaml', 'a: [b'],
])('fails as a section over a broken %s', async (path, text) => {
  await expect(sectionOf('lockfiles', { [path]: text })).resolves.toEqual({
    status: 'failed',
    origin: 'ci',
  });
});
