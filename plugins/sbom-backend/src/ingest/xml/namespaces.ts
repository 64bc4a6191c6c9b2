/** Names that are remembered; CycloneDX has some hundred. */
const REMEMBERED = 1000;

interface QName {
  local: string;
  namespace: string;
}

interface Binding {
  depth: number;
  prefix: string;
  uri: string;
}

/** Which prefix means which namespace, while a document is walked. */
export class Namespaces {
  readonly #bindings: Binding[] = [];
  /** Names met since the bindings last changed. */
  readonly #resolved = new Map<string, QName>();

  /** An `xmlns` attribute of the element at this depth. */
  declare(depth: number, prefix: string, uri: string): void {
    this.#bindings.push({ depth, prefix, uri });
    this.#resolved.clear();
  }

  /** Forgets what the element at this depth declared. */
  leave(depth: number): void {
    while (this.#bindings.at(-1)?.depth === depth) {
      this.#bindings.pop();
      this.#resolved.clear();
    }
  }

  /** The parts of an element's name; an unknown prefix has no namespace. */
  resolve(name: string): QName {
    let parts = this.#resolved.get(name);
    if (!parts) {
      const colon = name.indexOf(':');
      const prefix = colon === -1 ? '' : name.slice(0, colon);
      const bound = this.#bindings.findLast(one => one.prefix === prefix);
      parts = { local: name.slice(colon + 1), namespace: bound?.uri ?? '' };
      if (this.#resolved.size < REMEMBERED) {
        this.#resolved.set(name, parts);
      }
    }
    return parts;
  }
}
