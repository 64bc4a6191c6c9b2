/**
 * The roles of the shipped policy, and what each may do. The same table, in
 * words, is in docs/permissions.md; a test keeps the two alike.
 */
export const ROLES = ['developer', 'approver', 'platform', 'security'] as const;

export type Role = (typeof ROLES)[number];

/** Whoever is signed in, whatever the role. */
export const EVERYONE = 'everyone';

const USE_TEMPLATES = [
  'scaffolder.action.execute',
  'scaffolder.task.cancel',
  'scaffolder.task.create',
  'scaffolder.task.read',
  'scaffolder.template.parameter.read',
  'scaffolder.template.step.read',
];

/**
 * Permission names by role. A user has the union of what the roles have; what
 * is listed nowhere is denied, so that a plugin added later starts closed.
 */
export const GRANTS: Readonly<
  Record<Role | typeof EVERYONE, readonly string[]>
> = {
  everyone: [
    'catalog.entity.read',
    'llm-proxy.token.create',
    'llm-proxy.usage.read',
    'sbom.bom.read',
    'scorecards.scorecard.read',
  ],
  developer: [
    'catalog.entity.refresh',
    'scorecards.exception.create',
    ...USE_TEMPLATES,
  ],
  approver: [
    'catalog.entity.refresh',
    'scorecards.exception.create',
    'scorecards.exception.decide',
    ...USE_TEMPLATES,
  ],
  platform: [
    'catalog.entity.create',
    'catalog.entity.delete',
    'catalog.entity.refresh',
    'catalog.entity.validate',
    'catalog.ingestion.manage',
    'catalog.ingestion.read',
    'catalog.location.analyze',
    'catalog.location.create',
    'catalog.location.delete',
    'catalog.location.read',
    'llm-proxy.budget.update',
    'llm-proxy.hold.update',
    'llm-proxy.ownership.update',
    'llm-proxy.stop.update',
    'llm-proxy.usage.import',
    'sbom.bom.create',
    'sbom.bom.import',
    'scaffolder.template.dry-run',
    'scaffolder.template.management',
    'scorecards.evidence.create',
    'scorecards.evidence.import',
    'scorecards.exception.create',
    'scorecards.exception.decide',
    ...USE_TEMPLATES,
  ],
  security: [
    'catalog.ingestion.read',
    'catalog.location.read',
    'llm-proxy.stop.update',
    'scaffolder.task.read',
    'scorecards.exception.decide',
  ],
};
