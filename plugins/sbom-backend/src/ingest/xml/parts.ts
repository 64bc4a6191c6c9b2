import { NumberList } from '../collect';
import type { StartTag } from './scan';

/** Lists that are large in large documents, and what they are lists of. */
const LISTS: Readonly<Record<string, string | undefined>> = {
  components: 'component',
  dependencies: 'dependency',
  services: 'service',
  vulnerabilities: 'vulnerability',
};

/** A top-level list and where its entries begin; offsets are bytes. */
export interface ListPart {
  /** The start tag. */
  start: number;
  startTagEnd: number;
  entries: NumberList;
  /** The end tag. */
  endTagStart: number;
  end: number;
}

/** Notes where a document can be cut, while it is scanned. */
export class XmlParts {
  readonly lists: ListPart[] = [];
  rootStart = 0;
  rootStartTagEnd = 0;
  rootEndTagStart = 0;
  rootEnd = 0;
  #entry: string | undefined;

  /** An element of the CycloneDX namespace begins. */
  open(tag: StartTag): void {
    if (tag.depth === 1) {
      this.rootStart = tag.start;
      this.rootStartTagEnd = tag.end;
    } else if (tag.depth === 2) {
      this.#entry = LISTS[tag.local];
      if (this.#entry) {
        this.lists.push({
          start: tag.start,
          startTagEnd: tag.end,
          entries: new NumberList(),
          endTagStart: tag.end,
          end: tag.end,
        });
      }
    } else if (tag.depth === 3 && tag.local === this.#entry) {
      this.lists.at(-1)?.entries.push(tag.start);
    }
  }

  /** An element of any namespace ends. */
  close(depth: number, start: number, end: number): void {
    const list = this.lists.at(-1);
    if (depth === 1) {
      this.rootEndTagStart = start;
      this.rootEnd = end;
    } else if (depth === 2 && this.#entry && list) {
      list.endTagStart = start;
      list.end = end;
      this.#entry = undefined;
    }
  }
}
