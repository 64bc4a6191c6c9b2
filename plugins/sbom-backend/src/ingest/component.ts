import type { BomComponent } from '@waymark/backstage-plugin-sbom-common';
import { type NormalPurl, normalisePurl } from '../purl/purl';
import { MAX_PURL } from './limits';
import { boundText, cleanText } from './text';

/** A component by its own content, before it has a place in the document. */
export interface ComponentRecord extends Omit<BomComponent, 'id' | 'direct'> {
  /** purl type; null without a purl. */
  ecosystem: string | null;
  /** Number of its `bom-ref`; null without one. */
  ref: number | null;
}

/** Any object of a parsed document. */
export type JsonObject = Record<string, unknown>;

/** Licences of one component that are kept. */
const MAX_LICENCES = 20;

/** The value as an object; null for anything else. */
export function asObject(value: unknown): JsonObject | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

/** The value as a list; empty for anything else. */
export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Reads one component. `purlOk` is false for a purl that is none.
 */
export function readComponent(
  value: JsonObject,
  ref: number | null,
): { record: ComponentRecord; purlOk: boolean } {
  const rawPurl = cleanText(value.purl);
  const ownVersion = bounded(value.version);
  const purl =
    rawPurl && rawPurl.length <= MAX_PURL
      ? normalisePurl(rawPurl, ownVersion)
      : null;
  const group = bounded(value.group);
  const name = bounded(value.name) ?? purl?.name ?? '(unnamed)';
  const record: ComponentRecord = {
    purl: purl?.purl ?? null,
    packageKey: purl?.packageKey ?? keyByName(group, name),
    ecosystem: purl?.ecosystem ?? null,
    type: boundText(cleanText(value.type) ?? 'library', 64),
    group,
    name,
    version: ownVersion ?? boundedVersion(purl),
    licences: readLicences(value.licenses),
    scope: readScope(value.scope),
    ref,
  };
  return { record, purlOk: rawPurl === null || purl !== null };
}

/** A key for packages that have no purl; no purl begins like this. */
function keyByName(group: string | null, name: string): string {
  return boundText(group ? `name:${group}/${name}` : `name:${name}`);
}

function bounded(value: unknown): string | null {
  const text = cleanText(value);
  return text === null ? null : boundText(text);
}

function boundedVersion(purl: NormalPurl | null): string | null {
  return purl?.version ? boundText(purl.version) : null;
}

/** CycloneDX: without a scope, a component is required. */
function readScope(value: unknown): ComponentRecord['scope'] {
  return value === 'optional' || value === 'excluded' ? value : 'required';
}

/** SPDX ids, names and expressions, sorted, each once. */
function readLicences(value: unknown): string[] {
  const found = new Set<string>();
  for (const entry of asList(value)) {
    const choice = asObject(entry);
    const licence = asObject(choice?.license);
    const text =
      cleanText(choice?.expression) ??
      cleanText(licence?.id) ??
      cleanText(licence?.name);
    if (text !== null) {
      found.add(boundText(text));
    }
    if (found.size === MAX_LICENCES) {
      break;
    }
  }
  return [...found].sort();
}
