import type { ScopeKind } from '@waymark/backstage-plugin-llm-proxy-common';

/**
 * What a scope is, as far as its name tells. Which group is the organization
 * is known to the catalog alone.
 */
export function scopeKindOf(scope: string): ScopeKind {
  switch (scope.split(':', 1)[0]) {
    case 'user':
      return 'user';
    case 'group':
      return 'group';
    case 'system':
      return 'system';
    case 'provider':
      return 'provider';
    case 'unattributed':
      return 'unattributed';
    default:
      return 'service';
  }
}
