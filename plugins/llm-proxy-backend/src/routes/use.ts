import { llmProxyUsageReadPermission } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type Authoriser,
  type Caller,
} from '@waymark/backstage-plugin-waymark-node';
import type { Request, Router } from 'express';
import { z } from 'zod';
import { problem } from '../problems';
import type { Party, UseService } from '../use/UseService';
import { type Callers, normaliseScope } from './callers';

const querySchema = z.strictObject({ service: z.string().max(512).optional() });

/** What the caller may use, and how much is left. */
export function addUseRoutes(
  router: Router,
  {
    authoriser,
    callers,
    use,
  }: {
    authoriser: Authoriser;
    callers: Callers;
    use: UseService;
  },
): void {
  const partyOf = async (caller: Caller, req: Request): Promise<Party> => {
    const { service } = querySchema.parse(req.query);
    const user = callers.userOf(caller);
    if (service === undefined) {
      return { user, service: null };
    }
    const scope = normaliseScope(service);
    await callers.requireVisible(caller, scope);
    // A service spends by itself; who looks at it does not.
    return { user: null, service: scope };
  };
  const unknown = () =>
    problem(
      404,
      'llm-proxy.entity_not_found',
      'The catalog does not know who asks.',
      { hint: 'Name a service, or sign in as a user of the catalog.' },
    );

  router.get('/use', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const found = await use.use(await partyOf(caller, req));
    if (!found) {
      throw unknown();
    }
    res.json(found);
  });

  router.get('/models', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const items = await use.models(await partyOf(caller, req));
    if (!items) {
      throw unknown();
    }
    res.json({ items });
  });
}
