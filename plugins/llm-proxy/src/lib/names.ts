import { entityName } from '@waymark/backstage-plugin-waymark-react';

const REF = /^[a-z]+:[^/\s]+\/[^/\s]+$/i;

/** Whether the catalog may know what a name stands for. */
export function isEntityRef(name: string): boolean {
  return REF.test(name);
}

/** An entity ref as people write it; every other name as it is. */
export function shortName(name: string): string {
  return isEntityRef(name) ? entityName(name) : name;
}
