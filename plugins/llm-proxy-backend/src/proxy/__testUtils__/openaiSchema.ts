import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import { parse } from 'yaml';

const file = join(
  process.env.WAYMARK_CONFORMANCE_DIR ??
    resolve(__dirname, '../../../../../../shared/conformance'),
  'openai/openapi.yaml',
);

/** What is wrong with a value by a named schema of the published description. */
export type SchemaErrors = (schema: string, value: unknown) => string[];

/** Null, said loudly, where the description is not at hand. */
export function openaiSchema(): SchemaErrors | null {
  if (!existsSync(file)) {
    // eslint-disable-next-line no-console
    console.warn(`Skipped: no published schema at ${file}`);
    return null;
  }
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const document = parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 });
  ajv.addSchema(withoutNullable(document) as object, 'openai');
  const compiled = new Map<string, ValidateFunction>();
  return (schema, value) => {
    let validate = compiled.get(schema);
    if (!validate) {
      validate = ajv.compile({ $ref: `openai#/components/schemas/${schema}` });
      compiled.set(schema, validate);
    }
    return validate(value)
      ? []
      : (validate.errors ?? []).map(
          error => `${error.instancePath} ${error.message}`,
        );
  };
}

/** A word of OpenAPI 3.0 in a document of 3.1, where JSON Schema says `null`. */
function withoutNullable(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(withoutNullable);
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withoutNullable(value)]),
  );
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}
