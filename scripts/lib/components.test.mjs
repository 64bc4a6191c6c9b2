import assert from 'node:assert/strict';
import test from 'node:test';
import { findComponents, reportComponents } from './components.mjs';

const url = 'postgres://waymark:secret@127.0.0.1:5432/waymark';
const here = { WAYMARK_CONFORMANCE_DIR: '.' };

test('hands a server that answers to the tests, and no password to the log', async () => {
  const said = [];
  const found = await findComponents(
    { ...here, WAYMARK_TEST_POSTGRES_URL: url },
    async () => true,
  );
  assert.equal(
    found.env.BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING,
    url,
  );
  assert.equal(found.env.BACKSTAGE_TEST_DISABLE_DOCKER, '1');
  reportComponents(found.rows, {}, line => said.push(line));
  assert.equal(said[0], 'PostgreSQL: used (127.0.0.1:5432)');
  assert.ok(!said.join().includes('secret'));
});

test('says how to get what is absent, and refuses absence only when told to', async () => {
  const silent = await findComponents(
    { ...here, WAYMARK_TEST_POSTGRES_URL: url },
    async () => false,
  );
  assert.deepEqual(Object.keys(silent.env), ['BACKSTAGE_TEST_DISABLE_DOCKER']);
  const said = [];
  reportComponents(silent.rows, {}, line => said.push(line));
  assert.match(said[0], /^PostgreSQL: ABSENT \(nobody answers at /);
  assert.throws(
    () => reportComponents(silent.rows, { WAYMARK_REQUIRE: 'all' }, () => {}),
    /WAYMARK_REQUIRE=all, but these are absent: PostgreSQL .*, Redis \(set /,
  );
});
