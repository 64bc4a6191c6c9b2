import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** JSON versions that the official library has a schema for. */
export const jsonVersions = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;

/** XML versions that the official library has a schema for. */
export const xmlVersions = ['1.0', '1.1', ...jsonVersions] as const;

/** @see jsonVersions */
export type JsonVersion = (typeof jsonVersions)[number];

/** @see xmlVersions */
export type XmlVersion = (typeof xmlVersions)[number];

/** Folder of the official schemas, as the official library brings them. */
export function schemaFolder(): string {
  const manifest = require.resolve('@cyclonedx/cyclonedx-library/package.json');
  return join(dirname(manifest), 'res', 'schema');
}

/** Reads one of the library's JSON schemas. */
export function readSchema(name: string): Record<string, unknown> {
  return JSON.parse(
    readFileSync(join(schemaFolder(), `${name}.SNAPSHOT.schema.json`), 'utf8'),
  );
}
