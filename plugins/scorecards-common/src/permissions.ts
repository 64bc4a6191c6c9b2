import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Send evidence for a service. What a CI token is restricted to.
 *
 * @public
 */
export const scorecardsEvidenceCreatePermission = createPermission({
  name: 'scorecards.evidence.create',
  attributes: { action: 'create' },
});

/**
 * Bring in history: verdicts with times in the past, marked for ever.
 *
 * @public
 */
export const scorecardsEvidenceImportPermission = createPermission({
  name: 'scorecards.evidence.import',
  attributes: { action: 'create' },
});

/**
 * Read scorecards and exceptions of the entities that the caller may see.
 *
 * @public
 */
export const scorecardsScorecardReadPermission = createPermission({
  name: 'scorecards.scorecard.read',
  attributes: { action: 'read' },
});

/**
 * Ask for an exception.
 *
 * @public
 */
export const scorecardsExceptionCreatePermission = createPermission({
  name: 'scorecards.exception.create',
  attributes: { action: 'create' },
});

/**
 * Approve, reject or revoke an exception; limited further to the members of
 * the rule's approver group.
 *
 * @public
 */
export const scorecardsExceptionDecidePermission = createPermission({
  name: 'scorecards.exception.decide',
  attributes: { action: 'update' },
});

/**
 * Every permission of the scorecards domain.
 *
 * @public
 */
export const scorecardsPermissions = [
  scorecardsEvidenceCreatePermission,
  scorecardsEvidenceImportPermission,
  scorecardsScorecardReadPermission,
  scorecardsExceptionCreatePermission,
  scorecardsExceptionDecidePermission,
];
