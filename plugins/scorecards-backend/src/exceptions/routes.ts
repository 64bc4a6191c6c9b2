import {
  exceptionDecisionSchema,
  exceptionImportSchema,
  exceptionRequestSchema,
  exceptionStateSchema,
  scorecardsEvidenceImportPermission,
  scorecardsExceptionCreatePermission,
  scorecardsExceptionDecidePermission,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  type Authoriser,
  createJsonReader,
  principalOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { CiTokens } from '../intake/CiTokens';
import { normaliseEntityRef } from '../intake/EntityReader';
import { problem } from '../problems';
import type { Access } from '../routes/Access';
import { pageShape, readQuery } from '../routes/readQuery';
import type { ExceptionReader } from './ExceptionReader';
import type { ExceptionService } from './ExceptionService';
import type { Snapshots } from './Snapshots';

/** What the routes of exceptions work with. */
export interface ExceptionRoutesOptions {
  access: Access;
  authoriser: Authoriser;
  ciTokens: CiTokens;
  exceptions: ExceptionService;
  now: () => number;
  reader: ExceptionReader;
  snapshots: Snapshots;
}

const readBody = createJsonReader(256 * 1024);

const listShape = {
  ...pageShape,
  entityRef: z.string().max(512).optional(),
  owner: z.string().max(2_000).optional(),
  system: z.string().max(2_000).optional(),
  rule: z.string().max(32).optional(),
  state: exceptionStateSchema.optional(),
  mine: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
};

/** Exceptions, and the signed snapshots of them. */
export function createExceptionRouter(options: ExceptionRoutesOptions): Router {
  const router = PromiseRouter();
  addReading(router, options);
  addChanging(router, options);
  return router;
}

function addReading(router: Router, options: ExceptionRoutesOptions): void {
  const { access, ciTokens, exceptions, now, reader, snapshots } = options;

  router.get('/exceptions', async (req, res) => {
    const caller = await access.reader(req);
    res.json(await reader.page(readQuery(listShape, req.query), caller));
  });

  router.get('/exceptions/:id', async (req, res) => {
    const caller = await access.reader(req);
    const record = await exceptions.require(req.params.id);
    res.json(await reader.one(record, caller));
  });

  router.get('/entities/:kind/:namespace/:name/snapshot', async (req, res) => {
    const { kind, name, namespace } = req.params;
    // A pipeline judges before its entity need be registered.
    const entityRef = (await ciTokens.identityOf(req))
      ? normaliseEntityRef(`${kind}:${namespace}/${name}`)
      : await access.entity(req);
    res
      .set('cache-control', 'no-store')
      .type('application/jose')
      .send(await snapshots.signed(entityRef, now()));
  });
}

function addChanging(router: Router, options: ExceptionRoutesOptions): void {
  const { access, authoriser, exceptions, reader } = options;

  router.post('/exceptions', async (req, res) => {
    const caller = await authoriser.require(
      req,
      scorecardsExceptionCreatePermission,
    );
    const body = exceptionRequestSchema.parse(await readBody(req, res));
    const entityRef = normaliseEntityRef(body.entityRef);
    await access.requireVisible(entityRef, caller);
    const record = await exceptions.request(
      { ...body, entityRef },
      principalOf(caller),
    );
    res.status(201).json(await reader.one(record, caller));
  });

  router.post('/exceptions/import', async (req, res) => {
    const caller = await authoriser.require(
      req,
      scorecardsEvidenceImportPermission,
    );
    const body = exceptionImportSchema.parse(await readBody(req, res));
    if (body.history.some(({ at }) => Date.parse(at) > options.now())) {
      throw problem(
        400,
        'scorecards.query',
        'history: an import tells of the past.',
      );
    }
    const entityRef = normaliseEntityRef(body.entityRef);
    await access.requireVisible(entityRef, caller);
    const record = await exceptions.import({ ...body, entityRef });
    res.status(201).json(await reader.one(record, caller));
  });

  router.post('/exceptions/:id/decision', async (req, res) => {
    const body = await decision(req, res);
    res.json(body);
  });

  async function decision(
    req: Parameters<typeof readBody>[0],
    res: Parameters<typeof readBody>[1],
  ) {
    const caller = await authoriser.require(req);
    const body = exceptionDecisionSchema.parse(await readBody(req, res));
    const known = await exceptions.require(req.params.id);
    await reader.one(known, caller);
    const by = principalOf(caller);
    // Whoever asked may take the request back; all else needs the permission.
    if (body.decision !== 'revoke' || known.requestedBy !== by) {
      await authoriser.require(req, scorecardsExceptionDecidePermission);
    }
    return reader.one(await exceptions.decide(known.id, body, by), caller);
  }
}
