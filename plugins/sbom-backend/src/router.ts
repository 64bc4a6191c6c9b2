import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { problemMiddleware } from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { problem, sbomCodes } from './problems';

/** The HTTP surface under `/v1`. */
export function createRouter(options: {
  httpAuth: HttpAuthService;
  logger: LoggerService;
}): Router {
  const { httpAuth, logger } = options;
  const router = PromiseRouter();
  const v1 = PromiseRouter();
  router.use('/v1', v1);
  v1.use(async (req, _res, next) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    next();
  });
  v1.use(() => {
    throw problem(404, 'sbom.route_not_found', 'There is no such route.');
  });
  v1.use(problemMiddleware({ codes: sbomCodes, logger }));
  return router;
}
