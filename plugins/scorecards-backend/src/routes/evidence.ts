import {
  evidenceSubmissionSchema,
  scorecardsEvidenceCreatePermission,
  scorecardsEvidenceImportPermission,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  type Authoriser,
  createJsonReader,
  principalOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Request, Response, Router } from 'express';
import type { CiTokens } from '../intake/CiTokens';
import type { IntakeService, Sent } from '../intake/IntakeService';
import { problem } from '../problems';
import type { CommitStatuses } from '../statuses/CommitStatuses';
import { toVerdict } from '../verdicts/wire';
import type { Access } from './Access';

/** What `POST /evidence` works with. */
export interface EvidenceRoutesOptions {
  access: Access;
  authoriser: Authoriser;
  ciTokens: CiTokens;
  intake: IntakeService;
  maxBytes: number;
  now: () => number;
  statuses: CommitStatuses;
}

type Sender = Omit<Sent, 'submission'> & {
  /** Throws unless the sender may bring in history. */
  admitImport(): Promise<void>;
};

/** `POST /evidence`. */
export function addEvidenceRoutes(
  router: Router,
  options: EvidenceRoutesOptions,
): void {
  const readBody = limited(options.maxBytes);
  router.post('/evidence', async (req, res) => {
    const { admitImport, ...sender } = await senderOf(req, options);
    const submission = evidenceSubmissionSchema.parse(await readBody(req, res));
    if (submission.effectiveAt !== undefined) {
      await admitImport();
      if (Date.parse(submission.effectiveAt) > options.now()) {
        throw problem(
          400,
          'scorecards.query',
          'effectiveAt: write a time that has passed.',
        );
      }
    }
    const { created, row } = await options.intake.submit({
      ...sender,
      submission,
    });
    res
      .status(created ? 201 : 200)
      .location(`verdicts/${row.id}`)
      .json({
        verdict: toVerdict(row),
        attestation: row.attestation,
        commitStatus: await options.statuses.of(row.id),
      });
  });
}

/** A run of a pipeline by its own token, or somebody with the permission. */
async function senderOf(
  req: Request,
  { access, authoriser, ciTokens }: EvidenceRoutesOptions,
): Promise<Sender> {
  const identity = await ciTokens.identityOf(req);
  if (identity) {
    return {
      identity,
      unambiguous: ciTokens.unambiguous(identity),
      principal: `${identity.kind}:${identity.repository}#${
        identity.runId ?? ''
      }`,
      // The token is held against the entity's annotations later on.
      admit: async () => undefined,
      admitImport: async () => {
        throw problem(
          403,
          'auth.forbidden',
          'A pipeline cannot bring in history.',
        );
      },
    };
  }
  const caller = await authoriser.require(
    req,
    scorecardsEvidenceCreatePermission,
  );
  return {
    identity: null,
    unambiguous: true,
    principal: principalOf(caller),
    // A machine's token is restricted to sending: for it the entity only has
    // to exist, which intake finds out.
    admit: async entityRef => {
      if (caller.principal.type === 'user') {
        await access.requireVisible(entityRef, caller);
      }
    },
    admitImport: async () => {
      await authoriser.require(req, scorecardsEvidenceImportPermission);
    },
  };
}

function limited(maxBytes: number) {
  const read = createJsonReader(maxBytes);
  return async (req: Request, res: Response) => {
    try {
      return await read(req, res);
    } catch (error) {
      if ((error as { status?: unknown }).status === 413) {
        throw problem(
          413,
          'scorecards.too_large',
          `The body is larger than ${maxBytes} bytes.`,
        );
      }
      throw error;
    }
  };
}
