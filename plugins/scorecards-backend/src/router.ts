import type { LoggerService } from '@backstage/backend-plugin-api';
import { problemMiddleware } from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { problem, scorecardsCodes } from './problems';
import { addEvidenceRoutes } from './routes/evidence';
import { addFleetRoutes } from './routes/fleet';
import { addPolicyRoutes } from './routes/policy';
import { addScorecardRoutes } from './routes/scorecards';
import { addTrustRoutes } from './routes/trust';
import { addVerdictRoutes } from './routes/verdicts';
import type { Services } from './services';

/** The HTTP surface under `/v1`; `more` are routers of other parts. */
export function createRouter(
  services: Services,
  options: { logger: LoggerService; more: readonly Router[] },
): Router {
  const router = PromiseRouter();
  const v1 = PromiseRouter();
  router.use('/v1', v1);
  addPolicyRoutes(v1, services);
  addEvidenceRoutes(v1, services);
  addVerdictRoutes(v1, services);
  addScorecardRoutes(v1, services);
  addTrustRoutes(v1, services);
  options.more.forEach(part => v1.use(part));
  addFleetRoutes(v1, { ...services, changes: services.changeFeed });
  v1.use(async req => {
    await services.authoriser.require(req);
    throw problem(404, 'scorecards.route_not_found', 'There is no such route.');
  });
  v1.use(problemMiddleware({ codes: scorecardsCodes, ...options }));
  return router;
}
