import { digest, removeFolders, sectionOf } from '../__testUtils__/repository';

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
