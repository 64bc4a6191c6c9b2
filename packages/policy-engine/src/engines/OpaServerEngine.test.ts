import { readFixtures } from '../__testUtils__/corpus';
import { OpaServerEngine, readBundle } from '../index';

const { clean } = readFixtures();
const request = { domain: 'golden_path', input: clean } as const;

async function engineOf(transport: typeof fetch, timeout?: number) {
  const url = 'http://opa.example/';
  return new OpaServerEngine(await readBundle(), {
    url,
    timeout,
    token: 'token',
    fetch: transport,
  });
}

describe('OpaServerEngine', () => {
  it('asks for the results of the domain, and follows no redirect', async () => {
    const seen: Array<[string, RequestInit]> = [];
    const engine = await engineOf(async (url, init) => {
      seen.push([String(url), init as RequestInit]);
      return Response.json({ result: [] });
    });
    await expect(engine.evaluate(request)).rejects.toMatchObject({
      code: 'policy.bad_answer',
    });
    expect(seen[0]).toMatchObject([
      'http://opa.example/v1/data/golden_path/results',
      { redirect: 'error', headers: { authorization: 'Bearer token' } },
    ]);
  });

  it.each([
    [
      'a failure',
      () => new Response('', { status: 500 }),
      'policy.unavailable',
    ],
    ['no JSON', () => new Response('<html>'), 'policy.unavailable'],
    ['no result', () => Response.json({}), 'policy.bad_answer'],
  ])('is never a pass: %s', async (_, answer, code) => {
    const engine = await engineOf(async () => answer());
    await expect(engine.evaluate(request)).rejects.toMatchObject({ code });
  });

  const silent: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () =>
        reject(init.signal?.reason),
      );
    });

  it('gives up after its time, on abort and when it is closed', async () => {
    const hurried = await engineOf(silent, 1);
    await expect(hurried.evaluate(request)).rejects.toMatchObject({
      code: 'policy.timeout',
    });
    const patient = await engineOf(silent);
    const reason = new Error('enough');
    await expect(
      patient.evaluate(request, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    const asked = patient.evaluate(request);
    await patient.close();
    await expect(asked).rejects.toMatchObject({ code: 'policy.closed' });
  });
});
