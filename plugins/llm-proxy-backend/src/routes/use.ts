import {
  llmProxyUsageReadPermission,
  summariesRequestSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type Authoriser,
  type Caller,
  createJsonReader,
} from '@waymark/backstage-plugin-waymark-node';
import type { Request, Router } from 'express';
import { z } from 'zod';
import { problem } from '../problems';
import type { SummaryService } from '../summaries/SummaryService';
import type { Party, UseService } from '../use/UseService';
import { type Callers, normaliseScope } from './callers';

/** Room for 500 refs of the longest. */
const readJson = createJsonReader(600 * 1024);

const querySchema = z.strictObject({ service: z.string().max(512).optional() });

/** What the caller may use, and summaries of entities. */
export function addUseRoutes(
  router: Router,
  {
    authoriser,
    callers,
    summaries,
    use,
  }: {
    authoriser: Authoriser;
    callers: Callers;
    summaries: SummaryService;
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

  router.post('/summaries/by-query', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const { entityRefs } = summariesRequestSchema
      .strict()
      .parse(await readJson(req, res));
    const refs = entityRefs.map(normaliseScope);
    const visible = await callers.visible(caller);
    const seen = await visible(refs);
    const found = await summaries.summaries(
      [...new Set(refs)].filter(ref => seen.has(ref)),
    );
    const byRef = new Map(found.map(item => [item.entityRef, item]));
    res.json({ items: refs.map(ref => byRef.get(ref) ?? null) });
  });
}
