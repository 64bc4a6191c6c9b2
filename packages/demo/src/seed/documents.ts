import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A document as it goes over the wire. */
export interface WireDocument {
  content: Uint8Array<ArrayBuffer>;
  contentType: string;
  contentEncoding?: string;
}

/** The documents of one folder; each is read from disk once. */
export class Documents {
  readonly #folder: string;
  readonly #read = new Map<string, Promise<WireDocument>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Rejects when there is no such file. */
  get(name: string): Promise<WireDocument> {
    const known = this.#read.get(name);
    if (known) {
      return known;
    }
    const document = this.#load(name);
    this.#read.set(name, document);
    return document;
  }

  async #load(name: string): Promise<WireDocument> {
    const content = await readFile(path.join(this.#folder, name));
    const gzip = name.endsWith('.gz');
    const format = /\.xml(\.gz)?$/.test(name) ? 'xml' : 'json';
    return {
      content: new Uint8Array(content),
      contentType: `application/vnd.cyclonedx+${format}`,
      ...(gzip && { contentEncoding: 'gzip' }),
    };
  }
}
