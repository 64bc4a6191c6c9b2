import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Exchange one's own Backstage identity for a credential of the proxy.
 *
 * @public
 */
export const llmProxyTokenCreatePermission = createPermission({
  name: 'llm-proxy.token.create',
  attributes: { action: 'create' },
});

/**
 * Read usage, budgets, models and denials. What is shown is limited further to
 * what the caller may see in the catalog; prompts are kept nowhere.
 *
 * @public
 */
export const llmProxyUsageReadPermission = createPermission({
  name: 'llm-proxy.usage.read',
  attributes: { action: 'read' },
});

/**
 * Bring in usage of the past. It stays marked as imported for ever.
 *
 * @public
 */
export const llmProxyUsageImportPermission = createPermission({
  name: 'llm-proxy.usage.import',
  attributes: { action: 'create' },
});

/**
 * Set the limit of a scope.
 *
 * @public
 */
export const llmProxyBudgetUpdatePermission = createPermission({
  name: 'llm-proxy.budget.update',
  attributes: { action: 'update' },
});

/**
 * See every open hold, and end unreconciled ones: by the provider's own
 * numbers, or by a write-off.
 *
 * @public
 */
export const llmProxyHoldUpdatePermission = createPermission({
  name: 'llm-proxy.hold.update',
  attributes: { action: 'update' },
});

/**
 * Stop an entity from calling models, or let it go on; revoke a credential.
 *
 * @public
 */
export const llmProxyStopUpdatePermission = createPermission({
  name: 'llm-proxy.stop.update',
  attributes: { action: 'update' },
});

/**
 * Accept that the spend of a moved service binds to its new owner.
 *
 * @public
 */
export const llmProxyOwnershipUpdatePermission = createPermission({
  name: 'llm-proxy.ownership.update',
  attributes: { action: 'update' },
});

/**
 * Make an opaque development key for anybody. Such keys exist on a developer's
 * own machine only.
 *
 * @public
 */
export const llmProxyKeyCreatePermission = createPermission({
  name: 'llm-proxy.key.create',
  attributes: { action: 'create' },
});

/**
 * Every permission of the LLM proxy.
 *
 * @public
 */
export const llmProxyPermissions = [
  llmProxyTokenCreatePermission,
  llmProxyUsageReadPermission,
  llmProxyUsageImportPermission,
  llmProxyBudgetUpdatePermission,
  llmProxyHoldUpdatePermission,
  llmProxyStopUpdatePermission,
  llmProxyOwnershipUpdatePermission,
  llmProxyKeyCreatePermission,
];
