import PromiseRouter from 'express-promise-router';
import type { Router } from 'express';
import type { Signer } from './Signer';

export { readOwnKey } from './ownKey';
export { Signer } from './Signer';

/** `GET /jwks.json`: public, so that anybody can verify. */
export function createSigningRouter(signer: Signer): Router {
  const router = PromiseRouter();
  router.get('/jwks.json', async (_req, res) => {
    res.set('cache-control', 'public, max-age=300').json(await signer.jwks());
  });
  return router;
}
