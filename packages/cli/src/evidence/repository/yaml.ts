import {
  type Document,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseAllDocuments,
  type Node,
} from 'yaml';
import { EvidenceFault } from '../sections';
import type { Json } from './values';

/** One document of a YAML file, with the lines of its members. */
export interface YamlDocument {
  value: Json;
  /** Line, from 1, of what is at a path; of its nearest parent otherwise. */
  line(path: readonly (string | number)[]): number | null;
}

/** Aliases that one document may expand to: more is an attack on memory. */
const MAX_ALIASES = 100;

/**
 * Reads each document of a YAML file.
 *
 * @throws EvidenceFault where it is not YAML, or expands without measure
 */
export function readYaml(path: string, text: string): YamlDocument[] {
  try {
    const lines = new LineCounter();
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      logLevel: 'silent',
      uniqueKeys: false,
    });
    const parsed = (Array.isArray(documents) ? documents : []) as Document[];
    return parsed.map(document => {
      if (document.errors.length > 0) {
        throw new EvidenceFault(`${path} is not YAML`);
      }
      const value: Json = document.toJS({ maxAliasCount: MAX_ALIASES });
      return { value, line: at => lineOf(document, lines, at) };
    });
  } catch {
    throw new EvidenceFault(`${path} is not YAML`);
  }
}

function lineOf(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): number | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const start = startOf(document, path.slice(0, length));
    if (start !== null) {
      return lines.linePos(start).line;
    }
  }
  return null;
}

/** Where the key of a member begins; else the member itself. */
function startOf(
  document: Document,
  path: readonly (string | number)[],
): number | null {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path[path.length - 1];
  if (isMap(parent)) {
    const pair = parent.items.find(
      item => isPair(item) && isScalar(item.key) && item.key.value === last,
    );
    const key = pair && isScalar(pair.key) ? pair.key.range : undefined;
    if (key) {
      return key[0];
    }
  }
  const node = document.getIn(path, true) as Node | undefined;
  return node?.range ? node.range[0] : null;
}
