import { digest, removeFolders, sectionOf } from '../__testUtils__/repository';

afterEach(removeFolders);

async function refs(files: Record<string, string>): Promise<unknown[]> {
  const { items } = await sectionOf('images', files);
  return items.map(({ line, ref, role }: any) => [line, ref, role]);
}

it('reads a Dockerfile with arguments, stages and mounts', async () => {
  await expect(
    refs({
      Dockerfile: `# syntax=docker/dockerfile:1
# FROM comment
ARG VERSION=24 BASE="node:\${VERSION}"
FROM --platform=linux/amd64 \${BASE} AS Build
RUN --mount=type=bind,from=busybox,target=/x \\
  # within
  echo hello && \\
  cat <<EOF
FROM not-an-image
EOF
FROM build AS test
FROM scratch
COPY --from=build /a /a
COPY --from=0 /a /a
COPY --chown=1 --from=ghcr.io/acme/tool@${digest} /t /t
FROM \${UNKNOWN}
`,
    }),
  ).resolves.toEqual([
    [1, 'docker/dockerfile:1', 'frontend'],
    [4, 'node:24', 'base'],
    [5, 'busybox', 'mount'],
    [15, `ghcr.io/acme/tool@${digest}`, 'copy'],
    [16, '${UNKNOWN}', 'base'],
  ]);
});

it('tells registry and digest as Docker would', async () => {
  const { items } = await sectionOf('images', {
    'a.Dockerfile': [
      'FROM node',
      'FROM acme/node:1',
      `FROM GCR.io/distroless/static@${digest}`,
      'FROM localhost:5000/x',
      'FROM index.docker.io/library/node',
      'FROM ghcr.io/x@sha256:short',
    ].join('\n'),
  });
  expect(items.map((item: any) => [item.registry, item.digest])).toEqual([
    ['docker.io', null],
    ['docker.io', null],
    ['gcr.io', digest],
    ['localhost:5000', null],
    ['docker.io', null],
    ['ghcr.io', null],
  ]);
});

it('reads workflows, pipelines, compose files and manifests', async () => {
  await expect(
    refs({
      '.github/workflows/ci.yaml': `on: push
jobs:
  test:
    container: node:24
    services:
      db:
        image: postgres:17
    steps:
      - uses: docker://alpine:3
`,
      '.gitlab-ci.yml': `default:
  image: {name: ruby:3}
job:
  image: golang:1
  services: [redis:8]
  script: [make]
`,
      'compose.yaml': `services:
  own: {image: checkout, build: .}
  db:
    image: "mysql:\${TAG:-8}"
`,
      'deploy/base/pod.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  template:
    spec:
      containers:
        - name: app
          image: checkout:latest
        - name: side
          image: envoy:1
`,
      'deploy/prod/kustomization.yaml': `resources: [../base]
images:
  - name: checkout
    newName: ghcr.io/acme/checkout
    digest: ${digest}
`,
    }),
  ).resolves.toEqual([
    [4, 'mysql:8', 'compose'],
    [4, 'node:24', 'workflow'],
    [6, 'postgres:17', 'workflow'],
    [9, 'alpine:3', 'workflow'],
    [2, 'ruby:3', 'workflow'],
    [4, 'golang:1', 'workflow'],
    [5, 'redis:8', 'workflow'],
    [10, 'envoy:1', 'workload'],
    [3, `ghcr.io/acme/checkout@${digest}`, 'workload'],
  ]);
});

it('fails over YAML that expands without measure', async () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg']) {
    bomb.push(`${to}: &${to} [${`*${from},`.repeat(9)}]`);
  }
  await expect(
    sectionOf('images', { 'compose.yaml': bomb.join('\n') }),
  ).resolves.toEqual({ status: 'failed', origin: 'ci' });
});
