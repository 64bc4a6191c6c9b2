import type { Authoriser } from '@waymark/backstage-plugin-waymark-node';
import {
  scorecardsEvidenceCreatePermission,
  scorecardsScorecardReadPermission,
} from '@waymark/backstage-plugin-scorecards-common';
import type { Request, Router } from 'express';
import type { CiTokens } from '../intake/CiTokens';
import { type EntityReader, normaliseEntityRef } from '../intake/EntityReader';
import { checkRepository } from '../intake/pins';
import type { SnapshotSource, StatementSigner } from '../ports';
import type { Access } from './Access';

/** `typ` of a signed snapshot. */
const SNAPSHOT_TYPE = 'waymark-exceptions+jwt';

/** What pipelines verify by, and what they are excepted from. */
export interface TrustRoutesOptions {
  access: Access;
  authoriser: Authoriser;
  ciTokens: CiTokens;
  entities: EntityReader;
  exceptions: SnapshotSource;
  now: () => number;
  signer: StatementSigner;
}

/** Public keys, and the signed snapshot of an entity's exceptions. */
export function addTrustRoutes(
  router: Router,
  options: TrustRoutesOptions,
): void {
  const { exceptions, now, signer } = options;

  router.get('/jwks.json', async (_req, res) => {
    res.set('cache-control', 'public, max-age=300').json(await signer.jwks());
  });

  router.get('/entities/:kind/:namespace/:name/snapshot', async (req, res) => {
    const { kind, name, namespace } = req.params;
    const entityRef = normaliseEntityRef(`${kind}:${namespace}/${name}`);
    await admit(req, entityRef, options);
    const { payload } = await exceptions.snapshotFor(entityRef, now());
    res
      .type('application/jose')
      .set('cache-control', 'no-store')
      .send(await signer.sign(payload, SNAPSHOT_TYPE));
  });
}

/** A pipeline reads its own; others what they may see, or may send for. */
async function admit(
  req: Request,
  entityRef: string,
  { access, authoriser, ciTokens, entities }: TrustRoutesOptions,
): Promise<void> {
  const identity = await ciTokens.identityOf(req);
  if (identity) {
    const entity = await entities.require(entityRef);
    checkRepository(entity, identity, ciTokens.unambiguous(identity));
    return;
  }
  const caller = await authoriser.require(req);
  if (
    caller.principal.type === 'service' &&
    (await authoriser.allows(caller, scorecardsEvidenceCreatePermission))
  ) {
    await entities.require(entityRef);
    return;
  }
  await authoriser.require(req, scorecardsScorecardReadPermission);
  await access.requireVisible(entityRef, caller);
}
