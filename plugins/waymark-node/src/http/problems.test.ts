import {
  AuthenticationError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { z } from 'zod';
import { ProblemError } from './problems';
import { problemMiddleware } from './problemMiddleware';

const codes = {
  input: 'x.query',
  notFound: 'x.not_found',
  busy: 'x.busy',
  internal: 'x.internal',
};

async function answerTo(error: unknown) {
  const app = express();
  app.get('/', () => {
    throw error;
  });
  const logger = mockServices.logger.mock();
  app.use(problemMiddleware({ codes, logger }));
  const response = await request(app).get('/');
  expect(response.type).toBe('application/problem+json');
  expect(response.body.status).toBe(response.status);
  return { response, logger };
}

describe('problemMiddleware', () => {
  it('sends all of a ProblemError but its cause', async () => {
    const { response } = await answerTo(
      new ProblemError(422, 'x.bad', 'It is bad.', {
        hint: 'Make it good.',
        issues: [{ code: 'a', message: 'b', pointer: '/c' }],
        issueCount: 7,
        cause: new Error('secret'),
      }),
    );
    expect(response.body).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'x.bad',
      detail: 'It is bad.',
      hint: 'Make it good.',
      issues: [{ code: 'a', message: 'b', pointer: '/c' }],
      issueCount: 7,
    });
  });

  it.each([
    [
      new AuthenticationError('jwt of bob expired'),
      401,
      'auth.unauthenticated',
    ],
    [new NotAllowedError('bob may not'), 403, 'auth.forbidden'],
    [new InputError('no'), 400, 'x.query'],
    [new NotFoundError('none'), 404, 'x.not_found'],
    [new ServiceUnavailableError('db at 10.0.0.1'), 503, 'x.busy'],
    [
      Object.assign(new Error('entity too large'), {
        status: 413,
        expose: true,
      }),
      413,
      'x.query',
    ],
    [new Error('password is hunter2'), 500, 'x.internal'],
    ['a string', 500, 'x.internal'],
  ])('maps %s', async (error, status, code) => {
    const { response, logger } = await answerTo(error);
    expect(response.status).toBe(status);
    expect(response.body.code).toBe(code);
    expect(response.text).not.toMatch(/bob|10\.0\.0\.1|hunter2|at .*\.ts/);
    expect(logger.error).toHaveBeenCalledTimes(status >= 500 ? 1 : 0);
  });

  it('names a challenge with a 401', async () => {
    const { response } = await answerTo(new AuthenticationError('no'));
    expect(response.headers['www-authenticate']).toBe('Bearer');
  });

  it('lists what zod found', async () => {
    const { error } = z
      .object({ slot: z.enum(['a']), n: z.number() })
      .safeParse({ slot: 'b' });
    const { response } = await answerTo(error);
    expect(response.status).toBe(400);
    expect(response.body.issueCount).toBe(2);
    expect(response.body.issues[0].message).toMatch(/^slot: /);
  });
});
