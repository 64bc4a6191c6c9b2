import { removeFolders, sectionOf } from '../__testUtils__/repository';

afterEach(removeFolders);

const otel = (files: Record<string, string>) => sectionOf('otel', files);

const declarative = `file_format: '1.0'
resource:
  attributes:
    - {name: service.name, value: checkout}
    - {name: deployment.environment.name, value: '\${ENVIRONMENT}'}
tracer_provider:
  sampler:
    parent_based:
      root: {trace_id_ratio_based: {ratio: 0.1}}
`;

it('follows the start command to a bootstrap in Node', async () => {
  await expect(
    otel({
      Dockerfile:
        'FROM node AS build\nCMD ["other"]\nFROM node\nCMD ["dist/start.js"]\n',
      'src/start.ts': "import './telemetry.js';\nimport './server.js';\n",
      'src/telemetry.ts':
        "import { startNodeSDK } from '@opentelemetry/sdk-node';\n",
      'otel-config.yaml': declarative,
    }),
  ).resolves.toEqual({
    status: 'ok',
    origin: 'ci',
    runnable: true,
    bootstrapped: true,
    file: 'src/telemetry.ts',
    startCommand: 'dist/start.js',
    serviceName: 'checkout',
    environmentAttribute: true,
    sampler: 'parentbased_traceidratio',
  });
});

it('sees that a bootstrap lies off the start command', async () => {
  await expect(
    otel({
      'package.json': '{"scripts": {"start": "node src/server.js"}}',
      'src/server.js': "import 'fastify';\n",
      'src/telemetry.js': "import '@opentelemetry/sdk-node';\n",
      'otel-config.yaml': declarative,
    }),
  ).resolves.toMatchObject({
    runnable: true,
    bootstrapped: false,
    file: 'package.json',
    startCommand: 'node src/server.js',
  });
});

it('reads variables of manifests and the command', async () => {
  await expect(
    otel({
      'package.json':
        '{"scripts": {"start": "node --import ./telemetry.mjs server.mjs"}}',
      'telemetry.mjs': "import '@opentelemetry/sdk-node';\n",
      'deploy.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout}
spec:
  template:
    spec:
      containers:
        - name: app
          image: x
          env:
            - {name: OTEL_SERVICE_NAME, value: shop}
            - {name: OTEL_RESOURCE_ATTRIBUTES, value: 'deployment.environment.name=prod,x=y'}
            - {name: OTEL_TRACES_SAMPLER, value: always_on}
`,
    }),
  ).resolves.toMatchObject({
    bootstrapped: true,
    serviceName: 'shop',
    environmentAttribute: true,
    sampler: 'always_on',
  });
});

it('reads Go', async () => {
  const main = `package main
import sdktrace "go.opentelemetry.io/otel/sdk/trace"
var _ = semconv.ServiceName("checkout")
var _ = semconv.DeploymentEnvironmentName(env)
var _ = sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(0.1)))
`;
  await expect(
    otel({
      Dockerfile: 'FROM scratch\nENTRYPOINT ["/checkout"]\n',
      'main.go': main,
    }),
  ).resolves.toMatchObject({
    bootstrapped: true,
    serviceName: 'checkout',
    environmentAttribute: true,
    sampler: 'parentbased_traceidratio',
  });
});

it('has nothing to say of a library', async () => {
  await expect(otel({ 'src/index.ts': '' })).resolves.toMatchObject({
    runnable: false,
    bootstrapped: false,
    sampler: null,
  });
});
