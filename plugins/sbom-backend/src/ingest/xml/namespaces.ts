interface Binding {
  depth: number;
  prefix: string;
  uri: string;
}

/** Which prefix means which namespace, while a document is walked. */
export class Namespaces {
  readonly #bindings: Binding[] = [];

  /** An `xmlns` attribute of the element at this depth. */
  declare(depth: number, prefix: string, uri: string): void {
    this.#bindings.push({ depth, prefix, uri });
  }

  /** Forgets what the element at this depth declared. */
  leave(depth: number): void {
    while (this.#bindings.at(-1)?.depth === depth) {
      this.#bindings.pop();
    }
  }

  /** The parts of an element's name; an unknown prefix has no namespace. */
  resolve(name: string): { local: string; namespace: string } {
    const colon = name.indexOf(':');
    const prefix = colon === -1 ? '' : name.slice(0, colon);
    const bound = this.#bindings.findLast(one => one.prefix === prefix);
    return { local: name.slice(colon + 1), namespace: bound?.uri ?? '' };
  }
}
