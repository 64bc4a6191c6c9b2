import type { Visible } from '../usage/visibility';

/** Asks the catalog which entities a caller may see. */
export interface EntityViewer {
  filter(entityRefs: Iterable<string>): Promise<ReadonlySet<string>>;
}

/**
 * Which scopes a caller may see: entities by the catalog; people only
 * themselves, providers and what has no owner not at all, but for those who
 * set limits.
 */
export function visibleScopes(
  viewer: EntityViewer,
  caller: { readonly user: string | null; readonly setsLimits: boolean },
): NonNullable<Visible> {
  return async scopes => {
    const entities: string[] = [];
    const visible = new Set<string>();
    for (const scope of scopes) {
      const [kind] = scope.split(':', 1);
      const entity = scope.includes('/') && kind !== 'provider';
      if (entity && kind !== 'user') {
        entities.push(scope);
      } else if (caller.setsLimits || scope === caller.user) {
        visible.add(scope);
      }
    }
    for (const scope of await viewer.filter(entities)) {
      visible.add(scope);
    }
    return visible;
  };
}
