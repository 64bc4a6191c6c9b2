import type { BomCollector } from '../collect';
import { asList, asObject, type JsonObject } from '../component';
import { XmlParts } from './parts';
import type { StartTag, XmlHandler } from './scan';
import { bomShape, type Shape } from './shape';

interface Frame {
  /** Null in parts of the document that are not kept. */
  shape: Shape | null;
  name: string;
  value: JsonObject | unknown[] | string;
}

/** Depth of the entries of top-level lists; the root has 1. */
const ENTRY = 3;

/**
 * Builds the JSON shape of a CycloneDX document from its elements. Entries of
 * the top-level lists go to the collector one by one and are not kept.
 */
export class BomBuilder implements XmlHandler {
  readonly root: JsonObject = {};
  readonly parts = new XmlParts();
  /** Values of `bom-ref` on whatever element, if asked for. */
  readonly repeatedRefs = new Map<string, number>();
  wantsText = false;
  readonly #refs: Set<string> | null;
  readonly #namespace: string;
  readonly #collected: BomCollector;
  readonly #lineAt: (offset: number) => number;
  readonly #stack: Frame[] = [];
  /** Where the entry begins that is being built. */
  #entryLine = 0;

  constructor(options: {
    namespace: string;
    collected: BomCollector;
    lineAt: (offset: number) => number;
    trackRefs: boolean;
  }) {
    this.#namespace = options.namespace;
    this.#collected = options.collected;
    this.#lineAt = options.lineAt;
    this.#refs = options.trackRefs ? new Set() : null;
  }

  open(tag: StartTag): void {
    const known = tag.namespace === this.#namespace;
    this.#trackRef(tag);
    if (known) {
      this.parts.open(tag);
    }
    const parent = this.#stack.at(-1);
    const child = known ? parent?.shape?.children?.[tag.local] : undefined;
    const shape = parent ? child?.shape ?? null : bomShape;
    this.#stack.push({ shape, name: tag.local, value: valueOf(shape, tag) });
    this.wantsText = shape?.kind === 'text';
    if (tag.depth === ENTRY && shape) {
      this.#entryLine = this.#lineAt(tag.start);
    }
  }

  text(text: string): void {
    const frame = this.#stack.at(-1);
    if (frame && typeof frame.value === 'string') {
      frame.value += text;
    }
  }

  close(start: number, end: number): void {
    this.parts.close(this.#stack.length, start, end);
    const frame = this.#stack.pop() as Frame;
    const parent = this.#stack.at(-1);
    this.wantsText = parent?.shape?.kind === 'text';
    if (!frame.shape) {
      return;
    }
    if (!parent) {
      Object.assign(this.root, toRoot(frame.value as JsonObject));
    } else if (
      this.#stack.length + 1 === ENTRY &&
      Array.isArray(parent.value)
    ) {
      this.#deliver(parent.name, frame.value);
    } else {
      attach(parent, frame);
    }
  }

  #deliver(list: string, value: Frame['value']): void {
    if (list === 'components') {
      this.#collected.addComponent(value, { line: this.#entryLine });
    } else if (list === 'services') {
      this.#collected.addService(value);
    } else {
      this.#collected.addDependency(toDependency(value as JsonObject));
    }
  }

  #trackRef(tag: StartTag): void {
    const ref = this.#refs && tag.attribute('bom-ref');
    if (this.#refs && ref !== null) {
      if (this.#refs.has(ref) && !this.repeatedRefs.has(ref)) {
        this.repeatedRefs.set(ref, this.#lineAt(tag.start));
      }
      this.#refs.add(ref);
    }
  }
}

function valueOf(shape: Shape | null, tag: StartTag): Frame['value'] {
  if (!shape || shape.kind === 'object') {
    const value: JsonObject = {};
    for (const name of shape?.attributes ?? []) {
      const attribute = tag.attribute(name);
      if (attribute !== null) {
        value[name] = attribute;
      }
    }
    return value;
  }
  return shape.kind === 'list' ? [] : '';
}

function attach(parent: Frame, { name, value }: Frame): void {
  const child = parent.shape?.children?.[name];
  if (Array.isArray(parent.value)) {
    parent.value.push(child?.wrap ? { [child.wrap]: value } : value);
    return;
  }
  const object = parent.value as JsonObject;
  if (child?.many) {
    object[child.many] = [...asList(object[child.many]), value];
  } else {
    object[name] = value;
  }
}

function toDependency(value: JsonObject): JsonObject {
  const dependsOn = asList(value.dependsOn).map(one => asObject(one)?.ref);
  return { ref: value.ref, dependsOn };
}

/** Where XML and JSON differ at the top: numbers, and the older tools. */
function toRoot(value: JsonObject): JsonObject {
  const version = String(value.version ?? '');
  const metadata = asObject(value.metadata);
  const legacy = asObject(metadata?.tools)?.legacy;
  return {
    ...value,
    // The XML schemas give the version a default.
    version: /^\s*[+-]?\d+\s*$/.test(version) ? Number(version) : 1,
    metadata: metadata && { ...metadata, ...(legacy ? { tools: legacy } : {}) },
  };
}
