import {
  builtTool,
  digest,
  removeFolders,
  sectionOf,
} from '../__testUtils__/repository';

afterEach(removeFolders);

function deployment(container: object, pod: object = {}): string {
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout' },
    spec: {
      template: {
        spec: {
          ...pod,
          containers: [{ name: 'app', image: 'x', ...container }],
        },
      },
    },
  });
}

async function first(text: string): Promise<any> {
  // JSON is YAML; the version stands at the beginning of a line in both.
  const yaml = `---\napiVersion: v1\nkind: Namespace\n---\n${text}`;
  return (await sectionOf('manifests', { 'deploy.yaml': yaml })).items[0];
}

it('reads a sound container', async () => {
  const read = await first(
    deployment(
      {
        image: `ghcr.io/a/b@${digest}`,
        securityContext: { readOnlyRootFilesystem: true },
        resources: { limits: { memory: '1Gi' } },
        readinessProbe: { httpGet: {} },
        livenessProbe: { httpGet: {} },
      },
      { securityContext: { runAsNonRoot: true } },
    ),
  );
  expect(read).toEqual({
    file: 'deploy.yaml',
    line: 5,
    workload: 'Deployment/checkout',
    container: 'app',
    image: `ghcr.io/a/b@${digest}`,
    digest,
    attestedDigest: null,
    runsAsRoot: false,
    writableRoot: false,
    hasLimits: true,
    hasProbes: true,
  });
});

it.each([
  [{}, {}, true],
  [{ securityContext: { runAsUser: 1000 } }, {}, false],
  [{ securityContext: { runAsUser: 0, runAsNonRoot: true } }, {}, true],
  [
    { securityContext: { runAsNonRoot: false } },
    { securityContext: { runAsNonRoot: true } },
    true,
  ],
  [{ securityContext: { privileged: true, runAsUser: 1000 } }, {}, true],
  [{}, { securityContext: { runAsUser: 0 } }, true],
])(
  'tells whether %j in %j runs as root',
  async (container, pod, runsAsRoot) => {
    const read = await first(deployment(container, pod));
    expect(read).toMatchObject({
      runsAsRoot,
      writableRoot: true,
      hasLimits: false,
      hasProbes: false,
    });
  },
);

it('asks jobs and init containers for no probes', async () => {
  const { items } = await sectionOf('manifests', {
    'jobs.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: x}]}}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: pod}
spec: {containers: [], initContainers: [{name: b, image: x}, {name: patch}]}
`,
  });
  expect(items).toMatchObject([
    { workload: 'CronJob/nightly', hasProbes: true },
    { workload: 'Pod/pod', container: 'b', hasProbes: true },
  ]);
});

it('leaves templates of Helm alone, and fails over broken manifests', async () => {
  const broken = 'apiVersion: v1\nkind: {{ .Kind }\n';
  await expect(
    sectionOf('manifests', {
      'c/Chart.yaml': 'name: c',
      'c/templates/a.yaml': broken,
    }),
  ).resolves.toMatchObject({ status: 'ok', items: [] });
  await expect(
    sectionOf('manifests', { 'a.yaml': broken }),
  ).resolves.toMatchObject({ status: 'failed' });
});

const overlay = {
  'deploy/base/kustomization.yaml': 'resources: [deployment.yaml]\n',
  'deploy/base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:
      containers:
        - name: app
          image: checkout
          env: [{name: OTEL_SERVICE_NAME, value: checkout}]
`,
  'deploy/prod/kustomization.yaml': `resources: [../base]
patches:
  - path: patch.yaml
images:
  - {name: checkout, newName: ghcr.io/acme/checkout, digest: '${digest}'}
`,
  'deploy/prod/patch.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  template:
    spec:
      securityContext: {runAsNonRoot: true}
      containers:
        - name: app
          resources: {limits: {memory: 1Gi}}
`,
};

it('takes images from kustomizations, without kustomize', async () => {
  const { items } = await sectionOf('manifests', overlay);
  expect(items).toMatchObject([
    { file: 'deploy/base/deployment.yaml', digest, hasLimits: false },
  ]);
});

const kustomize = builtTool('kustomize');
if (kustomize === null) {
  // eslint-disable-next-line no-console
  console.warn('kustomize is not among the tools: its tests are skipped.');
}
const describeTool =
  kustomize === null && !process.env.CI ? describe.skip : describe;

describeTool('with kustomize', () => {
  const options = { kustomize: kustomize ?? 'kustomize' };

  it('reads what an overlay comes to', async () => {
    const { items } = await sectionOf('manifests', overlay, options);
    expect(items).toMatchObject([
      {
        file: 'deploy/prod/kustomization.yaml',
        line: null,
        workload: 'Deployment/checkout',
        digest,
        runsAsRoot: false,
        hasLimits: true,
      },
    ]);
    const images = await sectionOf('images', overlay, options);
    expect(images.items).toMatchObject([
      { ref: `ghcr.io/acme/checkout@${digest}`, role: 'workload' },
    ]);
  });

  it.each([
    ['https://example.com/x.yaml'],
    ['github.com/acme/base?ref=main'],
    ['git@github.com:acme/base'],
    ['../../outside'],
    ['gone.yaml'],
  ])('fails over a kustomization that takes in %s', async path => {
    await expect(
      sectionOf(
        'manifests',
        { 'deploy/kustomization.yaml': `resources: ['${path}']\n` },
        options,
      ),
    ).resolves.toEqual({ status: 'failed', origin: 'ci' });
  });
});
