import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Send a BOM for a service, or ask whether one is valid. What a CI token is
 * restricted to.
 *
 * @public
 */
export const sbomBomCreatePermission = createPermission({
  name: 'sbom.bom.create',
  attributes: { action: 'create' },
});

/**
 * Read BOMs, uploads and components. What is shown is limited further to the
 * entities that the caller may see in the catalog.
 *
 * @public
 */
export const sbomBomReadPermission = createPermission({
  name: 'sbom.bom.read',
  attributes: { action: 'read' },
});

/**
 * Bring in history: a BOM with an effective time in the past. Such uploads
 * stay marked as imported for ever.
 *
 * @public
 */
export const sbomBomImportPermission = createPermission({
  name: 'sbom.bom.import',
  attributes: { action: 'create' },
});

/**
 * Every permission of the SBOM domain.
 *
 * @public
 */
export const sbomPermissions = [
  sbomBomCreatePermission,
  sbomBomReadPermission,
  sbomBomImportPermission,
];
