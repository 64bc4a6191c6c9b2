import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'kubernetes');
const base = join(folder, 'base');
const overlay = join(folder, 'overlays', 'production');
const configs = [
  'kustomization.yaml',
  'envoy.config.yaml',
  'app-config.kubernetes.yaml',
];

/** Rejects with the path of what the schema of Kubernetes does not allow. */
async function validate(manifest) {
  const { [manifest.kind]: Model } = await import(
    `kubernetes-models/${manifest.apiVersion}/${manifest.kind}`
  );
  new Model(manifest).validate();
}

function documents(text) {
  return parseAllDocuments(text).map(document => {
    assert.deepEqual(document.errors, []);
    return document.toJS();
  });
}

const manifests = readdirSync(base)
  .filter(name => name.endsWith('.yaml') && !configs.includes(name))
  .flatMap(name => documents(readFileSync(join(base, name), 'utf8')));

test('every manifest is what Kubernetes allows', async () => {
  assert.ok(manifests.length > 15);
  await Promise.all(manifests.map(validate));
});

test('a wrong manifest is found', async () => {
  const [set] = manifests.filter(({ kind }) => kind === 'StatefulSet');
  const broken = structuredClone(set);
  broken.spec.replicas = 'two';
  await assert.rejects(validate(broken), /replicas/);
});

test('every container has probes, limits and no rights', () => {
  const pods = manifests.flatMap(({ spec }) => spec?.template?.spec ?? []);
  assert.equal(pods.length, 4);
  for (const pod of pods) {
    assert.equal(pod.securityContext.runAsNonRoot, true);
    assert.equal(pod.automountServiceAccountToken, false);
    for (const container of pod.containers) {
      assert.ok(container.readinessProbe, container.name);
      assert.ok(container.livenessProbe, container.name);
      assert.ok(container.resources.limits.memory, container.name);
      assert.equal(container.securityContext.readOnlyRootFilesystem, true);
      assert.deepEqual(container.securityContext.capabilities.drop, ['ALL']);
    }
  }
});

test('what a pod mounts is declared, and secrets are files or the environment', () => {
  for (const { spec } of manifests.filter(item => item.spec?.template)) {
    const declared = [
      ...(spec.template.spec.volumes ?? []).map(({ name }) => name),
      ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name),
    ];
    for (const { volumeMounts, env = [] } of spec.template.spec.containers) {
      for (const { name } of volumeMounts) {
        assert.ok(declared.includes(name), name);
      }
      assert.ok(env.every(({ name }) => !/PASSWORD$|KEY$|TOKEN$/.test(name)));
    }
  }
});

test('Redis keeps what the proxy insists on', () => {
  const conf = readFileSync(join(base, 'redis.conf'), 'utf8');
  assert.match(conf, /^appendfsync always$/m);
  assert.match(conf, /^maxmemory-policy noeviction$/m);
});

test('Envoy sends models to the port that the proxy listens on', () => {
  const envoy = parse(readFileSync(join(base, 'envoy.config.yaml'), 'utf8'));
  const app = parse(
    readFileSync(join(base, 'app-config.kubernetes.yaml'), 'utf8'),
  );
  const [llm] = envoy.static_resources.clusters;
  const { address } = llm.load_assignment.endpoints[0].lb_endpoints[0].endpoint;
  assert.equal(address.socket_address.port_value, app.llmProxy.listen.port);
});

const kustomize = process.env.WAYMARK_KUSTOMIZE ?? 'kustomize';
const present = spawnSync(kustomize, ['version']).status === 0;

test(
  'the overlay builds',
  { skip: !present && 'kustomize is not on the PATH' },
  async () => {
    const built = documents(
      execFileSync(kustomize, ['build', overlay], { encoding: 'utf8' }),
    );
    await Promise.all(built.map(validate));
    const set = built.find(
      ({ kind, metadata }) =>
        kind === 'StatefulSet' && metadata.name === 'waymark',
    );
    assert.equal(set.spec.replicas, 3);
    assert.equal(set.metadata.namespace, 'waymark');
  },
);
