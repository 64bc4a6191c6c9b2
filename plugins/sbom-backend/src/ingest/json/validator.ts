import type { ErrorObject, ValidateFunction } from 'ajv';
import type Ajv from 'ajv';
import { type JsonVersion, readSchema } from '../schemas';
import { createAjv } from './ajv';

/** Checks the elements of one top-level list. */
interface ListValidator {
  /** Errors of one element, their paths relative to it. */
  check(element: unknown): ErrorObject[];
  /** True when no two elements may be equal. */
  unique: boolean;
}

/**
 * The official schema of one version, cut where documents are large: the
 * lists of the top level are checked element by element. Root and elements
 * together accept exactly what the whole schema accepts.
 */
export interface BomValidator {
  /** Errors of the document with each of its `lists` emptied. */
  checkRoot(root: unknown): ErrorObject[];
  /** By name of the top-level member. */
  lists: ReadonlyMap<string, ListValidator>;
}

type Schema = Record<string, unknown>;

/** Keywords of a list that are checked apart, or that check nothing. */
const CUT = new Set([
  '$id',
  'additionalItems',
  'description',
  'items',
  'title',
  'type',
  'uniqueItems',
]);

/** Compiles each version once, when it is first asked for. */
export class BomValidators {
  readonly #ajv = createAjv();
  readonly #compiled = new Map<JsonVersion, BomValidator>();

  get(version: JsonVersion): BomValidator {
    let validator = this.#compiled.get(version);
    if (!validator) {
      validator = compile(this.#ajv, version);
      this.#compiled.set(version, validator);
    }
    return validator;
  }
}

function compile(ajv: Ajv, version: JsonVersion): BomValidator {
  const schema = readSchema(bestSchema(version));
  dropLocalIds(schema);
  const id = schema.$id as string;
  const properties = schema.properties as Record<string, Schema>;
  const lists = new Map<string, ListValidator>();
  const rootProperties: Record<string, Schema> = {};
  ajv.addSchema(schema, id);
  for (const [name, property] of Object.entries(properties)) {
    if (!isList(property)) {
      rootProperties[name] = { $ref: `${id}#/properties/${name}` };
      continue;
    }
    rootProperties[name] = { type: 'array' };
    const items = { $ref: `${id}#/properties/${name}/items` };
    lists.set(name, {
      check: lazily(() => ajv.compile(items)),
      unique: property.uniqueItems === true,
    });
  }
  const { $id, definitions, ...rest } = schema;
  const root = ajv.compile({ ...rest, properties: rootProperties });
  return { checkRoot: value => errorsOf(root, value), lists };
}

/** 1.2 and 1.3 come twice; the strict form is what their test cases expect. */
function bestSchema(version: JsonVersion): string {
  const strict = version === '1.2' || version === '1.3' ? '-strict' : '';
  return `bom-${version}${strict}`;
}

function isList(property: Schema): boolean {
  return (
    property.type === 'array' &&
    typeof property.items === 'object' &&
    !Array.isArray(property.items) &&
    Object.keys(property).every(keyword => CUT.has(keyword))
  );
}

/** `$id`s such as `#/properties/version` in 1.2 and 1.3 are no identifiers. */
function dropLocalIds(schema: Schema): void {
  const todo: unknown[] = [schema];
  while (todo.length > 0) {
    const next = todo.pop();
    if (next !== null && typeof next === 'object') {
      const record = next as Schema;
      if (typeof record.$id === 'string' && record.$id.startsWith('#')) {
        delete record.$id;
      }
      todo.push(...Object.values(record));
    }
  }
}

function lazily(
  compileNow: () => ValidateFunction,
): (value: unknown) => ErrorObject[] {
  let check: ValidateFunction | undefined;
  return value => {
    check ??= compileNow();
    return errorsOf(check, value);
  };
}

const NONE: ErrorObject[] = [];

function errorsOf(check: ValidateFunction, value: unknown): ErrorObject[] {
  if (check(value)) {
    return NONE;
  }
  const { errors } = check;
  check.errors = null;
  return errors ?? NONE;
}
