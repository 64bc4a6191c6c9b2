import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { ensureLlmToken, prepareDataFolder } from './dataFolder.mjs';

function folder(t) {
  const made = mkdtempSync(join(tmpdir(), 'waymark-data-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'data');
}

const read = file => JSON.parse(readFileSync(file, 'utf8'));

test('writes credentials for the owner alone, baseUrl and ciToken first', t => {
  const { files } = prepareDataFolder({ data: folder(t), port: 7299 });
  assert.equal(statSync(files.credentials).mode % 0o1000, 0o600);
  assert.equal(statSync(files.config).mode % 0o1000, 0o600);
  const credentials = read(files.credentials);
  assert.deepEqual(Object.keys(credentials), [
    'baseUrl',
    'ciToken',
    'importToken',
    'llmBaseUrl',
    'llmModel',
  ]);
  assert.equal(credentials.baseUrl, 'http://127.0.0.1:7299');
  assert.ok(credentials.ciToken.length >= 32);
});

test('keeps the tokens of a folder, and makes new ones for another', t => {
  const data = folder(t);
  const first = prepareDataFolder({ data, port: 7299 }).credentials;
  const again = prepareDataFolder({ data, port: 7298 }).credentials;
  assert.deepEqual(again, {
    ...first,
    baseUrl: 'http://127.0.0.1:7298',
    llmBaseUrl: 'http://127.0.0.1:7298/api/llm-proxy/v1',
  });
  const other = prepareDataFolder({ data: folder(t), port: 7299 }).credentials;
  assert.notEqual(other.ciToken, first.ciToken);
});

test('asks for a key of models again only when the old one is over', async t => {
  const data = folder(t);
  const token = async (create, isGood) => {
    const prepared = prepareDataFolder({ data, port: 7299 });
    await ensureLlmToken(
      prepared,
      async () => create,
      async () => isGood,
    );
    return read(prepared.files.credentials).llmToken;
  };
  assert.equal(await token('key-1', false), 'key-1');
  assert.equal(await token('key-2', true), 'key-1');
  assert.equal(await token('key-3', false), 'key-3');
});

test('configures one address, the tokens with their restrictions, and folders in the data folder', t => {
  const data = folder(t);
  const { files, credentials } = prepareDataFolder({ data, port: 7299 });
  const { app, backend, llmProxy, sbom } = read(files.config);
  assert.equal(app.baseUrl, credentials.baseUrl);
  assert.deepEqual(backend.listen, { host: '127.0.0.1', port: 7299 });
  const [ci] = backend.auth.externalAccess;
  assert.equal(ci.options.token, credentials.ciToken);
  assert.deepEqual(ci.accessRestrictions, [
    { plugin: 'sbom', permission: 'sbom.bom.create' },
    { plugin: 'scorecards', permission: 'scorecards.evidence.create' },
  ]);
  assert.ok(backend.database.connection.directory.startsWith(data));
  assert.ok(sbom.documents.directory.startsWith(data));
  assert.ok(llmProxy.audit.directory.startsWith(data));
});

test('lets another server serve the portal', t => {
  const { files } = prepareDataFolder({
    data: folder(t),
    port: 7299,
    appUrl: 'http://localhost:3000',
  });
  const { app, backend } = read(files.config);
  assert.equal(app.baseUrl, 'http://localhost:3000');
  assert.equal(backend.baseUrl, 'http://127.0.0.1:7299');
  assert.equal(backend.cors.origin, 'http://localhost:3000');
});
