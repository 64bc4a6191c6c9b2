import type { LoggerService } from '@backstage/backend-plugin-api';
import { problemMiddleware } from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { llmProxyCodes, problem } from './problems';
import { addBudgetRoutes } from './routes/budgets';
import { addDevelopmentKeyRoutes } from './routes/developmentKeys';
import { addEventRoutes } from './routes/events';
import { addHoldRoutes } from './routes/holds';
import { addOAuthRoutes } from './routes/oauth';
import { addOwnershipRoutes } from './routes/ownership';
import { addStopRoutes } from './routes/stops';
import { addSummaryRoutes } from './routes/summaries';
import { addUsageRoutes } from './routes/usage';
import { addUseRoutes } from './routes/use';
import type { Services } from './services';

/** `/v1` is the data path, `/oauth` gives credentials, `/admin` is the rest. */
export function createRouter(
  services: Services,
  options: { logger: LoggerService },
): Router {
  const router = PromiseRouter();
  router.use('/v1', (req, res) =>
    // Express has cut off what it matched.
    services.proxy.handler(req, res, `/v1${req.url}`),
  );
  const oauth = PromiseRouter();
  router.use('/oauth', oauth);
  addOAuthRoutes(oauth, services.credentials);
  const admin = PromiseRouter();
  router.use('/admin', admin);
  addUseRoutes(admin, services);
  addSummaryRoutes(admin, services);
  addBudgetRoutes(admin, services);
  addHoldRoutes(admin, services);
  addUsageRoutes(admin, services);
  addEventRoutes(admin, services);
  addStopRoutes(admin, services);
  addDevelopmentKeyRoutes(admin, services);
  addOwnershipRoutes(admin, {
    ...services,
    groupsOf: caller => services.callers.groupsOf(caller),
    ownerOf: entityRef => services.view.ownerOf(entityRef),
  });
  admin.use(async req => {
    await services.authoriser.require(req);
    throw problem(404, 'llm-proxy.route_not_found', 'There is no such route.');
  });
  router.use(problemMiddleware({ codes: llmProxyCodes, ...options }));
  return router;
}
