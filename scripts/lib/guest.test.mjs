import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';
import { createGuest, waitForCatalog } from './guest.mjs';

const component = (name, owner) => ({
  kind: 'Component',
  metadata: { name },
  relations: owner ? [{ type: 'ownedBy', targetRef: owner }] : [],
});

/** A backend whose catalog fills up from one look to the next. */
async function backend(t, looks) {
  let look = 0;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    const now = looks[Math.min(look, looks.length - 1)];
    if (request.url === '/api/auth/guest/refresh') {
      response.end(
        JSON.stringify({
          backstageIdentity: {
            token: 'guest',
            identity: {
              userEntityRef: 'user:default/me',
              ownershipEntityRefs: now.owns,
            },
          },
        }),
      );
      return;
    }
    assert.equal(request.headers.authorization, 'Bearer guest');
    look += 1;
    response.statusCode = now.status ?? 200;
    response.end(JSON.stringify({ items: now.items ?? [] }));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}`,
    looks: () => look,
  };
}

test('the catalog is there when the guest has services, all have owners, and no more come', async t => {
  const team = 'group:default/mine';
  const owns = ['user:default/me', team];
  const both = [component('a', team), component('b', 'group:default/other')];
  const { baseUrl, looks } = await backend(t, [
    { owns: [], status: 503 },
    { owns: ['user:default/me'], items: both },
    { owns, items: [component('a'), component('b')] },
    { owns, items: [component('a', team)] },
    { owns, items: both },
    { owns, items: both },
  ]);
  const seen = await waitForCatalog(createGuest(baseUrl), {
    signal: AbortSignal.timeout(20_000),
    pauseMs: 1,
  });
  assert.deepEqual(seen, {
    user: 'user:default/me',
    all: ['component:default/a', 'component:default/b'],
    mine: ['component:default/a'],
  });
  assert.equal(looks(), 6);
});

test('gives up when asked to', async t => {
  const { baseUrl } = await backend(t, [{ owns: [] }]);
  const giveUp = new AbortController();
  const waiting = waitForCatalog(createGuest(baseUrl), {
    signal: giveUp.signal,
    pauseMs: 1,
  });
  giveUp.abort();
  await assert.rejects(waiting);
});
