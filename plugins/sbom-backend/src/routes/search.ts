import {
  coverageQuerySchema,
  coverageServicesQuerySchema,
  packageQuerySchema,
  sbomBomReadPermission,
  usageQuerySchema,
} from '@waymark/backstage-plugin-sbom-common';
import type { Router } from 'express';
import type { CoverageService } from '../fleet/CoverageService';
import type { PackageSearchService } from '../search/PackageSearchService';
import type { UsageService } from '../search/UsageService';
import type { Authoriser } from '@waymark/backstage-plugin-waymark-node';

/** What the routes over all services work with. */
export interface SearchRoutesOptions {
  authoriser: Authoriser;
  coverage: CoverageService;
  packages: PackageSearchService;
  usages: UsageService;
}

/** Searches and coverage, over the services that the caller may see. */
export function addSearchRoutes(
  router: Router,
  { authoriser, coverage, packages, usages }: SearchRoutesOptions,
): void {
  router.get('/packages', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = packageQuerySchema.strict().parse(req.query);
    res.json(await packages.find(query, caller));
  });

  router.get('/components', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = usageQuerySchema.strict().parse(req.query);
    res.json(await usages.list(query, caller));
  });

  router.get('/coverage', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = coverageQuerySchema.strict().parse(req.query);
    res.json(await coverage.coverage(query, caller));
  });

  router.get('/coverage/services', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = coverageServicesQuerySchema.strict().parse(req.query);
    res.json(await coverage.services(query, caller));
  });
}
