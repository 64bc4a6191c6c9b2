import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Router } from 'express';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

type Json = any;

/** One operation of the file, with its references resolved one level deep. */
export interface Operation {
  id: string;
  method: 'get' | 'post';
  /** As in the file, such as `/v1/uploads/{uploadId}`. */
  path: string;
  parameters: Array<{
    name: string;
    in: string;
    required: boolean;
    schema: Json;
  }>;
  /** By status. */
  responses: Record<string, { content: Record<string, { schema?: Json }> }>;
}

/** `openapi.yaml`, and what can be asked of it. */
export class OpenApi {
  readonly #ajv = addFormats(
    new Ajv2020({ strict: false, allErrors: true, validateFormats: true }),
  );
  readonly document: Json = parse(
    readFileSync(resolve(__dirname, '../../openapi.yaml'), 'utf8'),
  );
  readonly #strict = closed(this.document);

  operations(): Operation[] {
    const found: Operation[] = [];
    for (const [path, item] of Object.entries<Json>(this.document.paths)) {
      for (const [method, operation] of Object.entries<Json>(item)) {
        found.push({
          id: operation.operationId,
          method: method as Operation['method'],
          path,
          parameters: (operation.parameters ?? [])
            .map((parameter: Json) => this.resolve(parameter))
            .map((parameter: Json) => ({ required: false, ...parameter })),
          responses: Object.fromEntries(
            Object.entries<Json>(operation.responses).map(
              ([status, response]) => [status, this.resolve(response)],
            ),
          ),
        });
      }
    }
    return found;
  }

  resolve(node: Json): Json {
    if (!node?.$ref) {
      return node;
    }
    const { $ref, ...rest } = node;
    return { ...this.resolve(at(this.document, $ref)), ...rest };
  }

  /** A component schema in the form that {@link canonical} gives. */
  schema(name: string): Json {
    return this.canonical(this.document.components.schemas[name]);
  }

  /** Without references and without what only people read. */
  canonical(node: Json): Json {
    return canonical(node, ref => at(this.document, ref));
  }

  /**
   * What is wrong with an answer: nothing, or a text. Fields that the file
   * does not know are wrong.
   */
  wrong(
    operation: Operation,
    answer: { status: number; type: string; body: unknown },
  ): string | undefined {
    const response = operation.responses[answer.status];
    const media = response?.content?.[answer.type];
    if (!media) {
      return `${answer.status} ${answer.type} is not in the file`;
    }
    if (!media.schema) {
      return undefined;
    }
    const validate = this.#ajv.compile({
      ...closed(media.schema),
      components: this.#strict.components,
    });
    return validate(answer.body)
      ? undefined
      : this.#ajv.errorsText(validate.errors, { dataVar: 'body' });
  }
}

/** A zod schema in the form that {@link OpenApi.canonical} gives. */
export function canonicalOf(
  schema: z.ZodType,
  io: 'input' | 'output' = 'output',
): Json {
  return canonical(z.toJSONSchema(schema, { io }), () => undefined);
}

/** `GET /v1/uploads/{uploadId}` and the like, for all routes of a router. */
export function routesOf(router: Router, prefix = ''): string[] {
  return (router.stack as Json[]).flatMap(layer => {
    if (layer.route) {
      const path = prefix + layer.route.path.replace(/:(\w+)/g, '{$1}');
      return Object.keys(layer.route.methods).map(
        method => `${method.toUpperCase()} ${path}`,
      );
    }
    if (!layer.handle.stack) {
      return [];
    }
    const mount = /^\^\\\/([\w-]+)/.exec(layer.regexp.source);
    return routesOf(layer.handle, mount ? `${prefix}/${mount[1]}` : prefix);
  });
}

/** Every object schema refuses fields that it does not name. */
function closed(node: Json): Json {
  if (Array.isArray(node)) {
    return node.map(closed);
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, closed(value)]),
  );
  return node.type === 'object' && node.properties
    ? { ...copy, unevaluatedProperties: false }
    : copy;
}

function at(document: Json, ref: string): Json {
  return ref
    .slice('#/'.length)
    .split('/')
    .reduce((node, key) => node[key], document);
}

function canonical(node: Json, look: (ref: string) => Json): Json {
  if (node.$ref) {
    return canonical(look(node.$ref), look);
  }
  if (Array.isArray(node.type)) {
    const type = node.type.find((item: string) => item !== 'null');
    const values = node.enum?.filter((item: unknown) => item !== null);
    const rest = { ...node, type, ...(values && { enum: values }) };
    return { anyOf: [canonical(rest, look), { type: 'null' }] };
  }
  const {
    minimum,
    maximum,
    format,
    pattern,
    items,
    anyOf,
    properties,
    required,
  } = node;
  const kept = [
    'type',
    'enum',
    'default',
    'minLength',
    'maxLength',
    'maxItems',
  ];
  return {
    ...Object.fromEntries(
      kept.filter(key => key in node).map(key => [key, node[key]]),
    ),
    // What zod says of every whole number says nothing.
    ...(minimum > Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum < Number.MAX_SAFE_INTEGER && { maximum }),
    // A format stands for the pattern that zod spells out beside it.
    ...(pattern && !format && { pattern: new RegExp(pattern).source }),
    ...(items && { items: canonical(items, look) }),
    ...(anyOf && { anyOf: anyOf.map((item: Json) => canonical(item, look)) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [
          key,
          canonical(value, look),
        ]),
      ),
      required: [...(required ?? [])].sort(),
    }),
  };
}
