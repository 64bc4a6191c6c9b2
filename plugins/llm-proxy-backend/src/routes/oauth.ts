import { type Router, urlencoded } from 'express';
import { randomUUID } from 'node:crypto';
import type { Credentials } from '../credentials/createCredentials';

/** Room for a token of the longest, and some parameters. */
const LIMIT = 64 * 1024;

/**
 * `POST /token`: RFC 8693. `GET /jwks`: the keys of what it issues. Both are
 * public: the first authenticates by the token that it exchanges.
 */
export function addOAuthRoutes(router: Router, credentials: Credentials): void {
  const parse = urlencoded({
    extended: false,
    limit: LIMIT,
    parameterLimit: 32,
    type: 'application/x-www-form-urlencoded',
    verify: (req, _res, body) => {
      Object.assign(req, { form: new URLSearchParams(body.toString('utf8')) });
    },
  });
  router.post('/token', parse, async (req, res) => {
    const { form = new URLSearchParams() } = req as {
      form?: URLSearchParams;
    };
    const requestId = randomUUID();
    const { status, headers, body } = await credentials.exchange(
      form,
      requestId,
    );
    // RFC 6749, section 5.1.
    res.set({
      'cache-control': 'no-store',
      ...headers,
      'x-request-id': requestId,
    });
    res.status(status).json(body);
  });
  router.get('/jwks', (_req, res) => {
    res.set('cache-control', 'public, max-age=300').json(credentials.jwks());
  });
}
