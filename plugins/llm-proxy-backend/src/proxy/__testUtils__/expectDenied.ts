import type { Received, TestProxy } from './startProxy';

/** What every denial before dispatch has in common. */
export function expectDenied(
  test: TestProxy,
  answer: Received,
  status: number,
  code: string,
) {
  expect([answer.status, answer.json.error.code]).toEqual([status, code]);
  expect(Object.keys(answer.json.error).sort()).toEqual([
    'code',
    'message',
    'param',
    'type',
  ]);
  expect(answer.headers['x-should-retry']).toBe('false');
  expect(answer.headers['x-waymark-overhead-us']).toMatch(/^\d+$/);
  expect(answer.headers['cache-control']).toBe('no-store, no-transform');
  expect(test.audit.denials.at(-1)).toMatchObject({
    status,
    code,
    requestId: answer.headers['x-request-id'],
  });
  expect(test.mock.requests).toHaveLength(0);
}
