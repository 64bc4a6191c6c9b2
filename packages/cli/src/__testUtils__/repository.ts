import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files by path; null takes one away. */
export type Files = Readonly<Record<string, string | null>>;

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const SHA = 'b'.repeat(40);

const lock = {
  name: 'checkout',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': {
      name: 'checkout',
      version: '1.0.0',
      dependencies: { '@opentelemetry/sdk-node': '0.223.0', ms: '2.1.3' },
    },
    'node_modules/@opentelemetry/sdk-node': {
      version: '0.223.0',
      license: 'Apache-2.0',
    },
    'node_modules/ms': { version: '2.1.3', license: 'MIT' },
  },
};

/** A service that follows the golden path. */
export const cleanFiles: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'checkout',
    version: '1.0.0',
    dependencies: lock.packages[''].dependencies,
  }),
  'package-lock.json': JSON.stringify(lock),
  'src/telemetry.js': `const { startNodeSDK } = require('@opentelemetry/sdk-node');
startNodeSDK();
`,
  'src/main.js': `require('./telemetry');
console.log('ready');
`,
  'otel-config.yaml': `file_format: "1.0"
resource:
  attributes:
    - name: service.name
      value: checkout
    - name: deployment.environment.name
      value: production
tracer_provider:
  sampler:
    parent_based:
      root:
        trace_id_ratio_based:
          ratio: 0.1
`,
  Dockerfile: `FROM docker.io/library/node:24@${DIGEST}
WORKDIR /srv
COPY . .
USER 1000
CMD ["node", "src/main.js"]
`,
  '.github/workflows/ci.yaml': `on: push
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${SHA} # v6
      - run: npm test
`,
  'catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations:
    waymark.dev/runbook: https://example.com/runbook
    waymark.dev/slo: https://example.com/slo
spec:
  type: service
  lifecycle: production
  owner: group:default/team-payments
  system: payments
`,
  'deploy/checkout.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
spec:
  template:
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: checkout
          image: ghcr.io/example/checkout@${DIGEST}
          securityContext:
            readOnlyRootFilesystem: true
          resources:
            limits:
              cpu: 500m
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
          livenessProbe:
            httpGet:
              path: /live
              port: 8080
`,
};

/** The clean service with some files changed, in a new folder. */
export async function writeRepository(changes: Files = {}) {
  const root = await mkdtemp(join(tmpdir(), 'waymark-repository-'));
  for (const [path, text] of Object.entries({ ...cleanFiles, ...changes })) {
    if (text !== null) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  }
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
