import type { LoggerService } from '@backstage/backend-plugin-api';
import { problemMiddleware } from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { problem, sbomCodes } from './problems';
import { addBomRoutes } from './routes/boms';
import { addContentRoutes } from './routes/contents';
import { addRefusalRoutes } from './routes/refusals';
import { addSearchRoutes } from './routes/search';
import { addSummaryRoutes } from './routes/summaries';
import { addUploadRoutes } from './routes/uploads';
import type { Services } from './services';

/** The HTTP surface under `/v1`. */
export function createRouter(
  services: Services,
  options: { logger: LoggerService },
): Router {
  const router = PromiseRouter();
  const v1 = PromiseRouter();
  router.use('/v1', v1);
  addBomRoutes(v1, { ...services, service: services.uploadService });
  addUploadRoutes(v1, services);
  addContentRoutes(v1, { ...services, components: services.componentService });
  addRefusalRoutes(v1, services);
  addSummaryRoutes(v1, services);
  addSearchRoutes(v1, {
    authoriser: services.authoriser,
    coverage: services.coverageService,
    packages: services.packageSearch,
    usages: services.usageService,
  });
  v1.use(async req => {
    await services.authoriser.require(req);
    throw problem(404, 'sbom.route_not_found', 'There is no such route.');
  });
  v1.use(problemMiddleware({ codes: sbomCodes, ...options }));
  return router;
}
