import {
  llmProxyStopUpdatePermission,
  llmProxyUsageReadPermission,
  revocationSchema,
  stopRequestSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type Authoriser,
  createJsonReader,
  principalOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import type { Credentials } from '../credentials/createCredentials';
import type { Acts } from '../acts';
import { problem } from '../problems';

const readJson = createJsonReader(16 * 1024);

/** What stops callers: entities as a whole, and single credentials. */
export function addStopRoutes(
  router: Router,
  {
    acts,
    authoriser,
    credentials,
  }: { acts: Acts; authoriser: Authoriser; credentials: Credentials },
): void {
  router.get('/stops', async (req, res) => {
    await authoriser.require(req, llmProxyUsageReadPermission);
    res.json(credentials.stops.list());
  });

  router.post('/stops', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyStopUpdatePermission);
    const request = stopRequestSchema.strict().parse(await readJson(req, res));
    const by = principalOf(caller);
    const stop = await credentials.stops.stop({ ...request, by });
    acts.record(by, 'stop', { ...request });
    res.status(201).json(stop);
  });

  router.delete('/stops/:entityRef', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyStopUpdatePermission);
    const { entityRef } = req.params;
    if (!(await credentials.stops.resume(entityRef))) {
      throw problem(
        404,
        'llm-proxy.stop_not_found',
        `${entityRef} is not stopped.`,
      );
    }
    acts.record(principalOf(caller), 'resume', { entityRef });
    res.status(204).end();
  });

  router.post('/revocations', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyStopUpdatePermission);
    const request = revocationSchema.strict().parse(await readJson(req, res));
    const by = principalOf(caller);
    await credentials.revoke({ ...request, by });
    acts.record(by, 'revoke', { ...request });
    res.status(204).end();
  });
}
