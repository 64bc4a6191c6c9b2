import type { AnalysedBom } from './types';
import { asList, asObject, type JsonObject } from './component';
import { boundText, cleanText } from './text';

/** What the upper part of a document says about it. */
export type DocumentHead = Pick<
  AnalysedBom,
  'serialNumber' | 'bomVersion' | 'tool' | 'generatedAt'
>;

/** The largest version that fits into an integer column. */
const LARGEST_VERSION = 2 ** 31 - 1;

/** Reads the head from the top level of a document in its JSON shape. */
export function readHead(root: JsonObject): DocumentHead {
  const metadata = asObject(root.metadata);
  const serial = cleanText(root.serialNumber);
  return {
    serialNumber: serial && boundText(serial, 255),
    bomVersion: readVersion(root.version),
    tool: readTool(metadata?.tools),
    generatedAt: readTime(metadata?.timestamp),
  };
}

function readVersion(value: unknown): number | null {
  const usable =
    Number.isInteger(value) && Math.abs(value as number) <= LARGEST_VERSION;
  return usable ? (value as number) : null;
}

/** RFC 3339 times only; what has no zone or is no date is not guessed at. */
function readTime(value: unknown): number | null {
  const text = cleanText(value);
  if (!text || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/i.test(text)) {
    return null;
  }
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

/** The first tool: a list up to 1.4, since then also components or services. */
function readTool(value: unknown): AnalysedBom['tool'] {
  const newer = asObject(value);
  const candidates = newer
    ? [...asList(newer.components), ...asList(newer.services)]
    : asList(value);
  for (const candidate of candidates) {
    const tool = asObject(candidate);
    const name = cleanText(tool?.name);
    if (name) {
      const version = cleanText(tool?.version);
      return {
        name: boundText(name, 255),
        version: version && boundText(version, 255),
      };
    }
  }
  return null;
}
