import { decodePart, encodePart } from './encoding';
import { type PurlParts, typeRules } from './types';

export type { PurlParts } from './types';

/** Qualifiers that are part of what a package version is; the rest says more. */
const IDENTITY = ['arch', 'distro', 'epoch', 'repository_url'];

/** A package version as the database knows it. */
export interface NormalPurl {
  /** Canonical, without the qualifiers and subpath that identify nothing. */
  purl: string;
  /** The package for all its versions: type, namespace, name, repository. */
  packageKey: string;
  /** purl type. */
  ecosystem: string;
  namespace: string | null;
  name: string;
  version: string | null;
}

/**
 * Reads a purl and makes it comparable. `version` fills in where the purl has
 * none. Null for what is no purl.
 */
export function normalisePurl(
  text: string,
  version: string | null = null,
): NormalPurl | null {
  const parts = parsePurl(version === null ? text : withVersion(text, version));
  if (!parts) {
    return null;
  }
  const { type: ecosystem, namespace, name, qualifiers } = parts;
  const kept: Record<string, string> = {};
  for (const key of IDENTITY) {
    if (qualifiers?.[key] !== undefined) {
      kept[key] = qualifiers[key];
    }
  }
  const repository = kept.repository_url;
  return {
    purl: formatPurl({ ...parts, qualifiers: kept, subpath: null }),
    packageKey: formatPurl({
      ...parts,
      version: null,
      qualifiers: repository ? { repository_url: repository } : null,
      subpath: null,
    }),
    ecosystem,
    namespace,
    name,
    version: parts.version,
  };
}

/** Types that require a version are judged after it is filled in. */
function withVersion(text: string, version: string): string {
  const [, path, rest] = /^([^?#]*)(.*)$/s.exec(text) as RegExpExecArray;
  const hasVersion = versionAt(path) !== -1;
  return hasVersion ? text : `${path}@${encodePart(version)}${rest}`;
}

/** Where the version's `@` is; an `@` that begins a scope is none. */
function versionAt(path: string): number {
  const at = path.lastIndexOf('@');
  const beginsSegment = at === 0 || path[at - 1] === '/';
  return beginsSegment && path.includes('/', at) ? -1 : at;
}

/**
 * Parses by the purl specification, "How to parse a PURL string in its
 * components", and by the rules of its type. Null for what is no purl.
 */
export function parsePurl(text: string): PurlParts | null {
  const scheme = /^\s*pkg:\/*/i.exec(text);
  if (!scheme) {
    return null;
  }
  let rest = text.slice(scheme[0].length).trimEnd();
  const hash = rest.lastIndexOf('#');
  const subpath = hash === -1 ? '' : rest.slice(hash + 1);
  rest = hash === -1 ? rest : rest.slice(0, hash);
  const question = rest.lastIndexOf('?');
  const query = question === -1 ? '' : rest.slice(question + 1);
  rest = question === -1 ? rest : rest.slice(0, question);
  const slash = rest.indexOf('/');
  if (slash === -1) {
    return null;
  }
  const type = rest.slice(0, slash).toLowerCase();
  let path = rest.slice(slash + 1);
  const at = versionAt(path);
  const version = at === -1 ? '' : path.slice(at + 1);
  path = at === -1 ? path : path.slice(0, at);
  if (version && path.endsWith('/')) {
    return null;
  }
  const segments = path.split('/').filter(Boolean);
  const qualifiers = parseQualifiers(query);
  if (qualifiers === undefined) {
    return null;
  }
  return buildPurl({
    type,
    name: decodePart(segments.pop() ?? ''),
    namespace: decodeAll(segments),
    version: decodePart(version),
    qualifiers,
    subpath: decodeAll(subpath.split('/').filter(Boolean)),
  });
}

/** Parts before they are known to be sound; undefined: not decodable. */
type RawParts = {
  [K in keyof PurlParts]: PurlParts[K] | null | undefined;
};

/** Checks and normalises parts; null for parts of no purl. */
export function buildPurl(raw: RawParts): PurlParts | null {
  const type = raw.type?.toLowerCase() ?? '';
  if (!/^[a-z][a-z0-9.+-]*$/.test(type) || !raw.name) {
    return null;
  }
  if ([raw.namespace, raw.version, raw.subpath].includes(undefined)) {
    return null;
  }
  const qualifiers = normaliseQualifiers(raw.qualifiers ?? {});
  if (!Object.keys(qualifiers ?? {}).every(isQualifierKey)) {
    return null;
  }
  const parts: PurlParts = {
    type,
    namespace: segmentsOf(raw.namespace).join('/') || null,
    name: raw.name.trim(),
    version: raw.version?.trim() || null,
    qualifiers,
    subpath: segmentsOf(raw.subpath).filter(noDots).join('/') || null,
  };
  return applyRules(parts) ? parts : null;
}

function applyRules(parts: PurlParts): boolean {
  const rules = Object.hasOwn(typeRules, parts.type)
    ? typeRules[parts.type]
    : undefined;
  for (const part of rules?.lower ?? []) {
    const value = parts[part];
    if (value !== null) {
      parts[part] = value.toLowerCase();
    }
  }
  rules?.normalise?.(parts);
  return (
    (rules?.required?.every(part => parts[part]) ?? true) &&
    (rules?.prohibited?.every(part => !parts[part]) ?? true) &&
    (rules?.accepts?.(parts) ?? true)
  );
}

/** The canonical text of sound parts. */
export function formatPurl(parts: PurlParts): string {
  const { type, namespace, name, version, qualifiers, subpath } = parts;
  let text = `pkg:${type}/`;
  if (namespace) {
    text += `${encodeSegments(namespace)}/`;
  }
  text += type === 'git' ? encodeSegments(name) : encodePart(name);
  if (version) {
    text += `@${encodePart(version)}`;
  }
  const keys = Object.keys(qualifiers ?? {}).sort();
  if (qualifiers && keys.length > 0) {
    const pairs = keys.map(key => `${key}=${encodePart(qualifiers[key])}`);
    text += `?${pairs.join('&')}`;
  }
  return subpath ? `${text}#${encodeSegments(subpath)}` : text;
}

function encodeSegments(text: string): string {
  return text.split('/').map(encodePart).join('/');
}

function segmentsOf(text: string | null | undefined): string[] {
  return (text ?? '').split('/').filter(Boolean);
}

function noDots(segment: string): boolean {
  return segment !== '.' && segment !== '..';
}

function decodeAll(segments: string[]): string | undefined {
  const decoded = segments.map(decodePart);
  return decoded.includes(undefined) ? undefined : decoded.join('/');
}

function parseQualifiers(query: string): Record<string, string> | undefined {
  const qualifiers: Record<string, string> = {};
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals === -1) {
      continue;
    }
    const value = decodePart(pair.slice(equals + 1));
    if (value === undefined) {
      return undefined;
    }
    qualifiers[pair.slice(0, equals)] = value;
  }
  return Object.keys(qualifiers).every(isQualifierKey) ? qualifiers : undefined;
}

/** Empty values say nothing: the pair counts as absent. */
function normaliseQualifiers(
  raw: Record<string, string>,
): Record<string, string> | null {
  const kept = Object.entries(raw)
    .map(([key, value]) => [key.toLowerCase(), value.trim()] as const)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return kept.length > 0 ? Object.fromEntries(kept) : null;
}

/** The required cases of purl-spec allow upper case, but not to begin with. */
function isQualifierKey(key: string): boolean {
  return /^[a-z][A-Za-z0-9._-]*$/.test(key);
}
