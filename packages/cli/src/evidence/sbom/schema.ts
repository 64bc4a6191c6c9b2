import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv, { type AnySchema } from 'ajv';
import addFormats from 'ajv-formats';
import { assetFolder } from '../../tools/asset';
import type { Json } from '../repository/values';

/** Versions whose official JSON schema the official library brings. */
const versions = new Set(['1.2', '1.3', '1.4', '1.5', '1.6', '1.7']);

/**
 * True where a CycloneDX document holds by the official schema of the version
 * that it names.
 */
export function holdsBySchema(bom: Json, specVersion: string): boolean {
  if (!versions.has(specVersion)) {
    return false;
  }
  const ajv = new Ajv({
    strict: false,
    validateFormats: true,
    addUsedSchema: false,
  });
  addFormats(ajv);
  // Of these the library has no checker; official test documents that are
  // valid hold values that stricter ones refuse.
  ajv.addFormat('iri-reference', true);
  ajv.addFormat('idn-email', true);
  ajv.addKeyword({ keyword: 'distinct', validate: distinct });
  const references = ['spdx', 'jsf-0.82'];
  if (specVersion === '1.7') {
    references.push('cryptography-defs');
  }
  for (const name of references) {
    ajv.addSchema(
      readSchema(name),
      `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`,
    );
  }
  return ajv.validate(readSchema(`bom-${specVersion}`), bom) === true;
}

/**
 * `uniqueItems` compares each item with each other: hours for a large
 * document, where a set of texts needs moments.
 */
function distinct(_: unknown, items: unknown): boolean {
  if (!Array.isArray(items)) {
    return true;
  }
  return new Set(items.map(item => JSON.stringify(item))).size === items.length;
}

function readSchema(name: string): AnySchema {
  const file = join(schemaFolder(), `${name}.SNAPSHOT.schema.json`);
  return JSON.parse(readFileSync(file, 'utf8'), (key, value) => {
    if (key === '' || typeof value !== 'object' || value === null) {
      return value;
    }
    const { uniqueItems, ...rest } = value;
    return uniqueItems === true ? { ...rest, distinct: true } : value;
  });
}

function schemaFolder(): string {
  const beside = assetFolder('schemas');
  if (beside) {
    return beside;
  }
  const manifest = require.resolve('@cyclonedx/cyclonedx-library/package.json');
  return join(dirname(manifest), 'res', 'schema');
}
