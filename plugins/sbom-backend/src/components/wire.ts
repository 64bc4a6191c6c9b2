import type { BomComponent } from '@waymark/backstage-plugin-sbom-common';
import type { ComponentRow } from '../database/rows';

/** A component as the API shows it. */
export function toComponent(row: ComponentRow): BomComponent {
  return {
    id: String(row.ordinal),
    purl: row.purl,
    packageKey: row.key,
    type: row.type,
    group: row.group_name,
    name: row.name,
    version: row.version,
    licences: JSON.parse(row.licences),
    direct: row.direct === null ? null : Boolean(row.direct),
    scope: row.scope,
  };
}
