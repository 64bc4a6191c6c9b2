import type { Entity } from '@backstage/catalog-model';
import type { CiIdentity } from '@waymark/backstage-plugin-identity-node';
import type { Evidence } from '@waymark/policy-engine';
import { problem } from '../problems';

const REPOSITORY_ID = 'waymark.dev/repository-id';
const ISSUER = 'waymark.dev/token-issuer';
const SLUGS = {
  github: 'github.com/project-slug',
  gitlab: 'gitlab.com/project-slug',
} as const;

type Stage = Evidence['context']['stage'];

/** The repository that the catalog says an entity comes from. */
export function repositoryIdOf(entity: Entity): string | null {
  return entity.metadata.annotations?.[REPOSITORY_ID] ?? null;
}

/**
 * Refuses evidence that somebody sends for what is not theirs: the token's
 * repository must be the entity's, and its commit the evidence's.
 */
export function checkPins(options: {
  entity: Entity;
  evidence: Evidence;
  identity: CiIdentity | null;
  /** False when the entity must name the issuer too. */
  unambiguous: boolean;
}): void {
  const { entity, evidence, identity } = options;
  const { repositoryId, commit } = evidence.subject;
  const known = repositoryIdOf(entity);
  if (known !== null && repositoryId !== null && known !== repositoryId) {
    throw forged('The evidence is of another repository than the entity.');
  }
  if (!identity) {
    return;
  }
  checkRepository(entity, identity, options.unambiguous);
  if (commit !== identity.commit) {
    throw forged('The token is of another commit than the evidence.');
  }
}

/** Refuses a token of another repository than the entity's. */
export function checkRepository(
  entity: Entity,
  identity: CiIdentity,
  unambiguous: boolean,
): void {
  const annotations = entity.metadata.annotations ?? {};
  const slug = annotations[SLUGS[identity.kind]];
  // A name can be given away and taken by somebody else; an id cannot.
  if (
    repositoryIdOf(entity) !== identity.repositoryId ||
    (slug ?? '').toLowerCase() !== identity.repository.toLowerCase() ||
    (!unambiguous && annotations[ISSUER] !== identity.issuer)
  ) {
    throw forged(
      'The token is of another repository than the entity.',
      `The entity needs the annotations ${
        SLUGS[identity.kind]
      } and ${REPOSITORY_ID} of the repository.`,
    );
  }
}

/**
 * The stage that counts: what the pipeline claims, as far as its token allows.
 * A run of a pull request cannot speak for main or a deployment.
 */
export function stageOf(
  claimed: Stage,
  identity: CiIdentity | null,
  mainBranches: readonly string[],
): Stage {
  if (!identity || claimed === 'pull_request') {
    return claimed;
  }
  const event = identity.event ?? '';
  const proposed = [
    'pull_request',
    'pull_request_target',
    'merge_request_event',
  ];
  const branch = identity.ref.replace(/^refs\/heads\//, '');
  const isTag = identity.ref.startsWith('refs/tags/');
  if (proposed.includes(event) || !(isTag || mainBranches.includes(branch))) {
    throw forged(
      `A run of ${identity.ref} cannot speak for the stage ${claimed}.`,
      'Only runs of the branches in scorecards.mainBranches, and of tags, can.',
    );
  }
  return claimed;
}

function forged(detail: string, hint?: string): Error {
  return problem(403, 'scorecards.forged_subject', detail, { hint });
}
