import {
  llmProxyOwnershipUpdatePermission,
  llmProxyUsageReadPermission,
  ownershipAcceptanceSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type Authoriser,
  type Caller,
  type CatalogVisibility,
  createJsonReader,
  principalOf,
} from '@waymark/backstage-plugin-waymark-node';
import { NotAllowedError } from '@backstage/errors';
import type { Router } from 'express';
import type { Acts } from '../acts';
import type { CatalogWatch } from '../catalog/CatalogWatch';
import type { OwnershipStore } from '../principals/OwnershipStore';
import { problem } from '../problems';

const readJson = createJsonReader(16 * 1024);

/** What the catalog says anew, and who takes it over. */
export function addOwnershipRoutes(
  router: Router,
  options: {
    acts: Acts;
    authoriser: Authoriser;
    /** Groups that the caller acts for. */
    groupsOf(caller: Caller): Promise<readonly string[]>;
    /** Owner of an entity that receives another, a System for instance. */
    ownerOf(entityRef: string): string | null;
    ownership: OwnershipStore;
    visibility: CatalogVisibility;
    watch: CatalogWatch;
  },
): void {
  const { acts, authoriser, ownership, visibility, watch } = options;

  router.get('/ownership-moves', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const moves = await ownership.moves();
    const seen = await visibility.filter(
      moves.map(move => move.entityRef),
      caller,
    );
    res.json({ items: moves.filter(move => seen.has(move.entityRef)) });
  });

  router.post('/ownership-moves/accept', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const move = ownershipAcceptanceSchema
      .strict()
      .parse(await readJson(req, res));
    const receiver = receiverOf(move, options.ownerOf);
    const groups = await options.groupsOf(caller);
    const receives = receiver !== null && groups.includes(receiver);
    if (
      !receives &&
      !(await authoriser.allows(caller, llmProxyOwnershipUpdatePermission))
    ) {
      throw new NotAllowedError();
    }
    if (!(await ownership.accept(move))) {
      throw problem(
        404,
        'llm-proxy.entity_not_found',
        `${move.entityRef} has no such move that waits.`,
      );
    }
    acts.record(principalOf(caller), 'ownership', { ...move });
    await watch.refresh();
    res.status(204).end();
  });
}

/** The group that takes something over: the new owner, or the owner of the System. */
function receiverOf(
  move: { entityRef: string; what: string; to: string | null },
  ownerOf: (entityRef: string) => string | null,
): string | null {
  switch (move.what) {
    case 'owner':
      return move.to;
    case 'system':
      return move.to === null ? null : ownerOf(move.to);
    default:
      return ownerOf(move.entityRef);
  }
}
