import {
  commit,
  digest,
  removeFolders,
  sectionOf,
} from '../__testUtils__/repository';

afterEach(removeFolders);

async function workflow(text: string, path = '.github/workflows/ci.yaml') {
  const { items } = await sectionOf('workflows', { [path]: text });
  return items[0];
}

it.each([
  [`actions/checkout@${commit}`, 'sha'],
  ['actions/checkout@v4', 'tag'],
  ['actions/checkout@v4.1.0-rc.1', 'tag'],
  ['actions/checkout@main', 'branch'],
  ['actions/checkout@ccccccc', 'branch'],
  ['actions/checkout', 'none'],
  ['./.github/actions/own', 'local'],
  [`docker://alpine@${digest}`, 'digest'],
  ['docker://alpine:3', 'tag'],
])('tells how %s is pinned', async (ref, pin) => {
  const read = await workflow(`on: push
jobs:
  build:
    steps:
      - name: one
        uses: ${ref}
`);
  expect(read.uses).toEqual([{ ref, line: 6, pin, kind: 'action' }]);
});

it.each([
  ['', 'undeclared'],
  ['permissions:\n', 'undeclared'],
  ['permissions: {}\n', 'restricted'],
  ['permissions: read-all\n', 'restricted'],
  ['permissions: {contents: read}\n', 'restricted'],
  ['permissions: write-all\n', 'write_all'],
])('reads permissions of %j', async (declared, permissions) => {
  const read = await workflow(`on: [push]\n${declared}jobs: {}\n`);
  expect(read).toMatchObject({ permissions, triggers: ['push'] });
});

it('finds write-all in a job too', async () => {
  const read = await workflow(
    'on: {push: {}}\npermissions: {}\njobs: {a: {permissions: write-all}}\n',
  );
  expect(read.permissions).toBe('write_all');
});

it.each([
  ['env: {A: "${{ secrets.DEPLOY }}"}', true],
  ['env: {A: "${{ toJSON(secrets) }}"}', true],
  ['env: {A: "${{ secrets[\'X\'] }}"}', true],
  ['env: {A: "${{ secrets.GITHUB_TOKEN }}"}', false],
  ['env: {A: "secrets.DEPLOY"}', false],
  ['secrets: inherit', true],
])('finds secrets in a job with %s', async (line, hasSecrets) => {
  const read = await workflow(`on: push\njobs:\n  a:\n    ${line}\n`);
  expect(read.jobs).toEqual([
    { id: 'a', hasSecrets, scanner: false, checksOutHead: false, line: 3 },
  ]);
});

it.each([
  ['run: syft dir:. -o json', true],
  ['run: ./bin/grype sbom:x', true],
  ['run: npx waymark evidence --stage main', true],
  ['uses: aquasecurity/trivy-action@v1', true],
  ['run: go install github.com/anchore/syft/cmd/syft@v1', false],
  ['run: echo syft', false],
  ['run: npm test', false],
])('tells whether %s scans', async (step, scanner) => {
  const read = await workflow(
    `on: push\njobs:\n  a:\n    steps:\n      - ${step}\n`,
  );
  expect(read.jobs[0].scanner).toBe(scanner);
});

it.each([
  [
    'uses: actions/checkout@v4\n        with: {ref: "${{ github.event.pull_request.head.sha }}"}',
    true,
  ],
  ['run: gh pr checkout 1', true],
  ['run: git fetch origin refs/pull/1/merge', true],
  ['uses: actions/checkout@v4', false],
])('tells whether %j brings the head', async (step, checksOutHead) => {
  const read = await workflow(
    `on: pull_request_target\njobs:\n  a:\n    steps:\n      - ${step}\n`,
  );
  expect(read.triggers).toEqual(['pull_request_target']);
  expect(read.jobs[0].checksOutHead).toBe(checksOutHead);
});

it('reads reusable workflows and composite actions', async () => {
  const { items } = await sectionOf('workflows', {
    '.github/workflows/a.yml':
      'on: push\njobs: {a: {uses: acme/w/.github/workflows/x.yml@v1}}\n',
    'action.yml': 'runs: {using: composite, steps: [{uses: a/b@main}]}\n',
  });
  expect(
    items.map(({ uses, permissions }: any) => [
      uses[0].kind,
      uses[0].pin,
      permissions,
    ]),
  ).toEqual([
    ['workflow', 'tag', 'undeclared'],
    ['action', 'branch', 'restricted'],
  ]);
});

it('reads includes of GitLab', async () => {
  const read = await workflow(
    `include:
  - local: /ci/own.yml
  - template: Jobs/Build.gitlab-ci.yml
  - project: acme/ci
    ref: ${commit}
  - project: acme/ci
    ref: main
  - project: acme/ci
  - remote: https://example.com/ci.yml
  - component: gitlab.com/acme/c@1.0
scan:
  secrets: {TOKEN: {vault: x}}
  script: [syft dir:.]
`,
    '.gitlab-ci.yml',
  );
  expect(read.uses.map(({ pin }: any) => pin)).toEqual([
    'local',
    'local',
    'sha',
    'branch',
    'none',
    'none',
    'tag',
  ]);
  expect(read.jobs).toEqual([
    {
      id: 'scan',
      hasSecrets: true,
      scanner: true,
      checksOutHead: false,
      line: 11,
    },
  ]);
});

it('fails over a workflow that is not YAML', async () => {
  await expect(
    sectionOf('workflows', { '.github/workflows/a.yml': 'on: [push' }),
  ).resolves.toEqual({ status: 'failed', origin: 'ci' });
});
