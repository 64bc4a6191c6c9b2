import {
  asList,
  asObject,
  type ComponentRecord,
  type JsonObject,
  readComponent,
} from './component';
import { refuse } from './errors';
import { IssueList } from './issues';
import type { AnalysisLimits } from './limits';
import { cleanText, shorten, showValue } from './text';

/** Where a component is: by pointer in JSON, by line in XML. */
export type Place = { pointer: string } | { line: number };

/** What a component needs to be traced and reused, counted over all. */
export interface Tally {
  hashes: number;
  suppliers: number;
}

/** Numbers in the order of pushing; kept flat because there can be millions. */
export class NumberList {
  #values = new Uint32Array(256);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.#values[index];
  }
}

/**
 * Takes in the parts of a document in any order and keeps of each only what
 * is needed. All walks are iterative.
 */
export class BomCollector {
  readonly records: ComponentRecord[] = [];
  readonly tally: Tally = { hashes: 0, suppliers: 0 };
  readonly issues: IssueList;
  /** Every `bom-ref` met, declared or used, by its number. */
  readonly refs = new Map<string, number>();
  readonly edgesFrom = new NumberList();
  readonly edgesTo = new NumberList();
  /** Refs that have an entry in the graph. */
  readonly graphEntries = new Set<number>();
  /** Refs of services: no components, but no mistake either. */
  readonly serviceRefs = new Set<number>();
  rootRef: number | null = null;
  readonly #limits: AnalysisLimits;

  constructor(limits: AnalysisLimits, issues: IssueList) {
    this.#limits = limits;
    this.issues = issues;
  }

  /**
   * The component that the document is about. It is no component of itself,
   * but those inside it are.
   */
  addRoot(value: unknown): void {
    const root = asObject(value);
    if (!root) {
      return;
    }
    this.rootRef = this.#ref(root['bom-ref']);
    asList(root.components).forEach((child, index) =>
      this.addComponent(child, {
        pointer: `/metadata/component/components/${index}`,
      }),
    );
  }

  /** A component and those inside it, in document order. */
  addComponent(value: unknown, place: Place): void {
    const todo: [unknown, Place][] = [[value, place]];
    for (let next = todo.pop(); next; next = todo.pop()) {
      const component = asObject(next[0]);
      if (!component) {
        continue;
      }
      this.#keep(component, next[1]);
      const inner = asList(component.components);
      for (let i = inner.length - 1; i >= 0; i -= 1) {
        todo.push([inner[i], inside(next[1], i)]);
      }
    }
  }

  /** An entry of the dependency graph. */
  addDependency(value: unknown): void {
    const entry = asObject(value);
    const from = this.#ref(entry?.ref);
    if (entry === null || from === null) {
      return;
    }
    this.graphEntries.add(from);
    for (const target of asList(entry.dependsOn)) {
      const to = this.#ref(target);
      if (to === null) {
        continue;
      }
      if (this.edgesFrom.length === this.#limits.edges) {
        throw refuse(
          'sbom.too_complex',
          `The dependency graph has more than ${this.#limits.edges} edges.`,
        );
      }
      this.edgesFrom.push(from);
      this.edgesTo.push(to);
    }
  }

  /** A service: only its reference counts, so that edges to it are known. */
  addService(value: unknown): void {
    const todo = [value];
    while (todo.length > 0) {
      const service = asObject(todo.pop());
      const ref = this.#ref(service?.['bom-ref']);
      if (ref !== null) {
        this.serviceRefs.add(ref);
      }
      for (const inner of asList(service?.services)) {
        todo.push(inner);
      }
    }
  }

  #keep(component: JsonObject, place: Place): void {
    if (this.records.length === this.#limits.components) {
      throw refuse(
        'sbom.too_complex',
        `The document has more than ${this.#limits.components} components.`,
      );
    }
    const ref = this.#ref(component['bom-ref']);
    const { record, purlOk } = readComponent(component, ref);
    this.records.push(record);
    if (!purlOk) {
      this.issues.add(() => ({
        code: 'purl.invalid',
        message: 'The purl is not one by the purl specification.',
        ...('pointer' in place
          ? { pointer: shorten(`${place.pointer}/purl`, 1000) }
          : place),
        value: showValue(component.purl),
        hint: 'The component is known by its name only, until the purl is right.',
      }));
    }
    this.tally.hashes += asList(component.hashes).length > 0 ? 1 : 0;
    this.tally.suppliers += hasSupplier(component) ? 1 : 0;
  }

  #ref(value: unknown): number | null {
    if (typeof value !== 'string' || value === '') {
      return null;
    }
    let number = this.refs.get(value);
    if (number === undefined) {
      number = this.refs.size;
      this.refs.set(value, number);
    }
    return number;
  }
}

function hasSupplier(component: JsonObject): boolean {
  return [
    asObject(component.supplier)?.name,
    asObject(component.manufacturer)?.name,
    component.publisher,
  ].some(text => cleanText(text) !== null);
}

function inside(place: Place, index: number): Place {
  return 'pointer' in place
    ? { pointer: `${place.pointer}/components/${index}` }
    : place;
}
