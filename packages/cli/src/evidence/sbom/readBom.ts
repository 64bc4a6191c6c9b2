import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { array, at, isRecord, type Json, string } from '../repository/values';
import { EvidenceFault } from '../sections';
import { readPurl } from './purl';

/** Largest document that is read, in bytes. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A document about components, as its file has it. */
export interface BomFile {
  sha256: string;
  encoding: 'json' | 'xml';
  /** Parsed JSON; null where the file is XML. */
  value: Json;
  text: string;
}

/**
 * Reads a document.
 *
 * @throws EvidenceFault where it is not there, too large, or neither JSON nor
 *   XML
 */
export async function readBomFile(file: string): Promise<BomFile> {
  const info = await stat(file).catch(() => null);
  if (!info?.isFile()) {
    throw new EvidenceFault('The document is not there');
  }
  if (info.size > MAX_BYTES) {
    throw new EvidenceFault('The document is too large');
  }
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (text.trimStart().startsWith('<')) {
    return { sha256, encoding: 'xml', value: null, text };
  }
  try {
    return { sha256, encoding: 'json', value: JSON.parse(text), text };
  } catch {
    throw new EvidenceFault('The document is neither JSON nor XML');
  }
}

/** Every component of a CycloneDX document, those inside others included. */
export function flatComponents(bom: Json): Record<string, Json>[] {
  const flat: Record<string, Json>[] = [];
  const waiting = [...array(at(bom, 'components'))].reverse();
  while (waiting.length > 0) {
    const component = waiting.pop();
    if (isRecord(component)) {
      flat.push(component);
      waiting.push(...[...array(component.components)].reverse());
    }
  }
  return flat;
}

/** The first tool that a document names, in the old form and the new. */
export function toolOf(bom: Json): { name: string; version: string } | null {
  const tools = at(bom, 'metadata', 'tools');
  const named = [...array(at(tools, 'components')), ...array(tools)];
  for (const tool of named) {
    const name = string(at(tool, 'name'));
    if (name) {
      return { name, version: string(at(tool, 'version')) ?? '' };
    }
  }
  return null;
}

/** Values of a document's properties, by name. */
export function propertiesOf(value: Json): Map<string, string> {
  return new Map(
    array(at(value, 'properties')).flatMap(property => {
      const name = string(at(property, 'name'));
      const held = string(at(property, 'value'));
      return name && held ? [[name, held] as const] : [];
    }),
  );
}

/** Package URLs of an SPDX package's external references. */
export function spdxPurl(spdxPackage: Json): string | null {
  const references = array(at(spdxPackage, 'externalRefs'));
  const purls = references
    .filter(reference => at(reference, 'referenceType') === 'purl')
    .map(reference => readPurl(at(reference, 'referenceLocator'))?.purl);
  return purls.find(purl => purl !== undefined) ?? null;
}
