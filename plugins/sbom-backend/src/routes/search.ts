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
import { readQuery } from './readQuery';

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
    const query = readQuery(packageQuerySchema, req.query);
    res.json(await packages.find(query, caller));
  });

  router.get('/components', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = readQuery(usageQuerySchema, req.query);
    res.json(await usages.list(query, caller));
  });

  router.get('/coverage', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = readQuery(coverageQuerySchema, req.query);
    res.json(await coverage.coverage(query, caller));
  });

  router.get('/coverage/services', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = readQuery(coverageServicesQuerySchema, req.query);
    res.json(await coverage.services(query, caller));
  });
}
