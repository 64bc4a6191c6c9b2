import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';

/** What a bundle is made of: no tests, no fixtures. */
const sources = ['lib', 'golden_path', 'llm', 'data.json'].map(
  name => `policy/${name}`,
);
const capabilities = 'policy/capabilities.json';

/** Where the bundle lies that the engine ships. */
export const bundleFolder = join(root, 'packages', 'policy-engine', 'bundle');

/** Runs OPA in the root of the project; its stdout. */
export function opa(args, env, options = {}) {
  try {
    return execFileSync('opa', args, { cwd: root, env, ...options });
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new Failure(
        'opa is not on the PATH: (cd tools/opa && go install tool) puts it into $(go env GOPATH)/bin.',
      );
    }
    throw new Failure(`opa ${args[0]} failed:\n${error.stdout}${error.stderr}`);
  }
}

/** The files of the bundle that the sources give, by name. */
export function buildBundle(env) {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-policy-'));
  try {
    const wasm = buildWasm(folder, env);
    const data = readFileSync(join(root, 'policy', 'data.json'));
    const texts = sourceTexts(env);
    const manifest = {
      opaVersion: /^Version: (.*)$/m.exec(opa(['version'], env))[1],
      sourcesDigest: digest(texts),
      capabilitiesDigest: digest(readFileSync(join(root, capabilities))),
      wasmDigest: digest(wasm),
      dataDigest: digest(data),
      rules: rulesOf(JSON.parse(data), env),
    };
    return {
      'policy.wasm': wasm,
      'data.json': data,
      'sources.json': texts,
      'manifest.json': Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function buildWasm(folder, env) {
  const file = join(folder, 'bundle.tar.gz');
  opa(
    [
      'build',
      '--target=wasm',
      '--entrypoint=golden_path/results',
      '--entrypoint=llm/results',
      `--capabilities=${capabilities}`,
      '--ignore=*_test.rego',
      `--output=${file}`,
      ...sources,
    ],
    env,
  );
  return execFileSync('tar', ['-xzOf', file, '/policy.wasm'], {
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The METADATA of all rules, which must be those that `data.json` names. */
function rulesOf({ manifest }, env) {
  const inspected = JSON.parse(
    opa(['inspect', '--annotations', '--format=json', 'policy'], env),
  );
  const rules = inspected.annotations
    .filter(({ annotations }) => annotations.custom?.id)
    .map(({ annotations, location, path }) => {
      const { id, ...custom } = annotations.custom;
      return {
        id,
        domain: path[1].value,
        title: annotations.title,
        description: annotations.description,
        ...custom,
        file: location.file,
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const expected = [...manifest.golden_path, ...manifest.llm].sort();
  if (expected.join() !== rules.map(({ id }) => id).join()) {
    throw new Failure(
      'policy/data.json does not name exactly the rules that have METADATA: complete `manifest`.',
    );
  }
  return rules;
}

/** The Rego by path, as OPA reads it, wherever it lies; what Conftest judges by. */
function sourceTexts(env) {
  const { namespaces } = JSON.parse(
    opa(['inspect', '--format=json', 'policy'], env),
  );
  const files = [...new Set(Object.values(namespaces).flat())]
    .filter(file => sources.some(source => file.startsWith(source)))
    .filter(file => file.endsWith('.rego') && !file.endsWith('_test.rego'))
    .sort();
  const texts = files.map(file => [
    file,
    readFileSync(join(root, file), 'utf8'),
  ]);
  return Buffer.from(`${JSON.stringify(Object.fromEntries(texts), null, 2)}\n`);
}

function digest(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Writes the files of a bundle. */
export function writeBundle(files) {
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(bundleFolder, name), bytes);
  }
}

/** Names of the files that are not what the sources give. */
export function staleFiles(files) {
  return Object.entries(files)
    .filter(([name, bytes]) => !read(join(bundleFolder, name))?.equals(bytes))
    .map(([name]) => name);
}

function read(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
