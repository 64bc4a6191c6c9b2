import {
  decodeCursor,
  encodeCursor,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { z } from 'zod';
import { invalidCursor } from '../problems';
import type { ChangeFeed } from '../scorecards/ChangeFeed';
import type { FleetService } from '../scorecards/FleetService';
import type { Access } from './Access';
import { filterShape, pageShape, readQuery } from './readQuery';

/** What the routes of the fleet work with. */
export interface FleetRoutesOptions {
  access: Access;
  changes: ChangeFeed;
  fleet: FleetService;
}

const changesShape = {
  ...filterShape,
  ...pageShape,
  entityRef: z.string().min(1).max(512).optional(),
  rule: z.string().max(64).optional(),
};

const servicesShape = {
  ...filterShape,
  ...pageShape,
  level: z.string().max(64).optional(),
  rule: z.string().max(64).optional(),
  state: z.string().max(64).optional(),
  category: z.string().max(200).optional(),
};

/** Overview, services, rules and changes. */
export function addFleetRoutes(
  router: Router,
  { access, changes, fleet }: FleetRoutesOptions,
): void {
  router.get('/overview', async (req, res) => {
    const caller = await access.reader(req);
    res.json(await fleet.overview(readQuery(filterShape, req.query), caller));
  });

  router.get('/services', async (req, res) => {
    const caller = await access.reader(req);
    const { cursor, ...query } = readQuery(servicesShape, req.query);
    const after = cursor
      ? decodeCursor(cursor, z.tuple([z.string()]), invalidCursor)[0]
      : undefined;
    const { last, ...page } = await fleet.services({ ...query, after }, caller);
    res.json({
      ...page,
      nextCursor: last === null ? null : encodeCursor([last]),
    });
  });

  router.get('/rules/:id', async (req, res) => {
    const caller = await access.reader(req);
    readQuery({}, req.query);
    res.json(await fleet.rule(req.params.id, caller));
  });

  router.get('/changes', async (req, res) => {
    const caller = await access.reader(req);
    res.json(await changes.page(readQuery(changesShape, req.query), caller));
  });
}
