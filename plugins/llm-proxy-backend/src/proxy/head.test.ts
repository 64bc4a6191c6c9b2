import { once } from 'node:events';
import { connect } from 'node:net';
import { expectDenied } from './__testUtils__/expectDenied';
import {
  chat,
  MESSAGES,
  send,
  startProxy,
  type TestProxy,
} from './__testUtils__/startProxy';

/** Looks like a key of a provider. */
const CANARY = 'sk-proj-CANARY0123456789abcdefABCDEF';

describe('heads', () => {
  let test: TestProxy;

  beforeEach(async () => {
    test = await startProxy({ rate: 50 });
  });

  afterEach(async () => {
    await test.close();
  });

  /** Bytes as they are; resolves with all that came back once it closes. */
  async function raw(text: string): Promise<string> {
    const socket = connect(test.port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', chunk => chunks.push(Buffer.from(chunk)));
    socket.on('error', () => {});
    socket.write(text);
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  }

  it.each([
    '/v1/chat//completions',
    '/v1/../v1/chat/completions',
    '/v1/chat/%63ompletions',
    '/V1/chat/completions',
    '/v1/chat/completions/',
    '/v1/models/..%2f',
    '/admin/budgets',
  ])('knows no path %s', async path => {
    expectDenied(
      test,
      await send(test, path, { body: {} }),
      404,
      'route_not_found',
    );
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])(
    'takes no %s',
    async method => {
      const answer = await send(test, '/v1/chat/completions', { method });
      expectDenied(test, answer, 405, 'method_not_allowed');
      expect(answer.headers.allow).toBe('POST');
    },
  );

  it.each([
    ['content-type', 'text/plain', 415, 'unsupported_media_type'],
    [
      'content-type',
      'application/json; charset=utf-16',
      415,
      'unsupported_media_type',
    ],
    ['content-encoding', 'gzip', 415, 'unsupported_media_type'],
    ['content-length', '99999999', 413, 'body_too_large'],
  ])('refuses %s: %s', async (name, value, status, code) => {
    expectDenied(
      test,
      await chat(test, 'mock-ok', {}, { headers: { [name]: value } }),
      status,
      code,
    );
  });

  it('takes no credential in the query, and quotes none', async () => {
    const answer = await send(test, `/v1/chat/completions?api_key=${CANARY}`, {
      body: { model: 'mock-ok', messages: MESSAGES },
    });
    expectDenied(test, answer, 400, 'query_not_allowed');
    expect(answer.text).not.toContain(CANARY);
  });

  it('refuses two lengths of a body', async () => {
    const both = await raw(
      'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n' +
        'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    const twice = await raw(
      'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n' +
        'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    );
    const strange = await raw(
      'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n' +
        'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    );
    for (const answer of [both, twice, strange]) {
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toMatch(/"code":"bad_(?:request|framing)"/);
    }
  });

  it('refuses headers that stand twice', async () => {
    const answer = await raw(
      'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n' +
        'Content-Type: application/json\r\nContent-Length: 2\r\n' +
        'Authorization: Bearer token-a\r\nauthorization: Bearer token-b\r\n\r\n{}',
    );
    expect(answer).toContain('"code":"header_repeated"');
  });

  it('bounds the head in bytes and in time', async () => {
    const flood = await raw(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n${'x: y\r\n'.repeat(
        9_000,
      )}\r\n`,
    );
    expect(flood).toMatch(/^HTTP\/1\.1 431 /);
    const slow = await raw(
      'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nX-',
    );
    expect(slow).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('bounds the body in bytes and in time', async () => {
    const head =
      'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token-a\r\n' +
      'Content-Type: application/json\r\n';
    const slow = await raw(`${head}Content-Length: 100\r\n\r\n{"`);
    expect(slow).toContain('"code":"body_timeout"');
    const large = await raw(
      `${head}Transfer-Encoding: chunked\r\n\r\n40001\r\n${'a'.repeat(
        0x40001,
      )}`,
    );
    expect(large).toContain('"code":"body_too_large"');
  });

  it('mints its ids, and believes none that was sent', async () => {
    const forged = {
      'x-request-id': 'forged',
      'x-forwarded-for': '10.0.0.1',
      'x-forwarded-host': 'evil.example',
      'x-waymark-team': 'group:default/beta',
      'x-waymark-overhead-us': '0',
      'x-portkey-custom-host': 'http://169.254.169.254',
      'openai-organization': 'org-evil',
    };
    const answer = await chat(test, 'mock-ok', {}, { headers: forged });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const [seen] = test.mock.requests;
    expect(Object.keys(seen.headers)).not.toEqual(
      expect.arrayContaining(Object.keys(forged)),
    );
    expect(JSON.stringify([seen.headers, test.audit.records])).not.toMatch(
      /forged|evil|169\.254/,
    );
    expect(test.audit.intents[0].party.team).toBe('group:default/alpha');
  });
});
