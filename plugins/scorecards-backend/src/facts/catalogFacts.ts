import {
  type Entity,
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
} from '@backstage/catalog-model';
import type { Evidence } from '@waymark/policy-engine';

const RUNBOOK = 'waymark.dev/runbook';
const SLO = 'waymark.dev/slo';

/** What the catalog says of a service, as a section of its evidence. */
export function catalogSection(entity: Entity): Evidence['catalog'] {
  const owner = relation(entity, RELATION_OWNED_BY);
  const lifecycle = textOf(entity.spec?.lifecycle);
  return {
    status: 'ok',
    origin: 'portal',
    owner,
    // The relation is made by the catalog for owners that it can name; one that
    // a file only claims has none.
    ownerIsGroup: owner !== null && parseEntityRef(owner).kind === 'group',
    lifecycle,
    system: relation(entity, RELATION_PART_OF, 'system:') ?? systemOf(entity),
    production: lifecycle === 'production',
    runbook: linkOf(entity, RUNBOOK, /runbook/i),
    slo: linkOf(entity, SLO, /\bslos?\b|objective/i),
  };
}

/** What the catalog says when it does not have the entity any more. */
export const unknownCatalog: Evidence['catalog'] = Object.freeze({
  status: 'absent',
  origin: 'portal',
});

function relation(entity: Entity, type: string, prefix = ''): string | null {
  const found = entity.relations?.find(
    item => item.type === type && item.targetRef.startsWith(prefix),
  );
  return found?.targetRef ?? null;
}

function systemOf(entity: Entity): string | null {
  const system = textOf(entity.spec?.system);
  const { namespace } = getCompoundEntityRef(entity);
  return system && `system:${namespace}/${system}`;
}

function linkOf(
  entity: Entity,
  annotation: string,
  title: RegExp,
): string | null {
  const link = entity.metadata.links?.find(
    ({ type, title: text }) => title.test(type ?? '') || title.test(text ?? ''),
  );
  return entity.metadata.annotations?.[annotation] ?? link?.url ?? null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
