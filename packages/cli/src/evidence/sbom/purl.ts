import { PackageURL } from 'packageurl-js';

/** A package URL, and its package: the same without version and qualifiers. */
export interface ReadPurl {
  purl: string;
  package: string;
  type: string;
  version: string | null;
}

/** Reads a package URL; null where it is none. */
export function readPurl(value: unknown): ReadPurl | null {
  if (typeof value !== 'string' || !value.startsWith('pkg:')) {
    return null;
  }
  try {
    const { type, namespace, name, version } = PackageURL.fromString(value);
    if (!type || !name) {
      return null;
    }
    return {
      purl: value,
      package: packageUrl(type, namespace ?? null, name, null),
      type,
      version: version ?? null,
    };
  } catch {
    return null;
  }
}

/** Writes a package URL. */
export function packageUrl(
  type: string,
  namespace: string | null,
  name: string,
  version: string | null,
): string {
  return new PackageURL(
    type,
    namespace ?? undefined,
    name,
    version ?? undefined,
    undefined,
    undefined,
  ).toString();
}

/**
 * What two package URLs of the same thing have in common, however their
 * writers spell it: PEP 503 for Python, no qualifiers, no `v` before versions
 * of Go, no letter case.
 */
export function purlKey(purl: string): string {
  const [head] = purl.split(/[?#]/, 1);
  let key = head.toLowerCase();
  try {
    key = decodeURIComponent(key);
  } catch {
    // Spelt wrongly, and compared as it is.
  }
  if (key.startsWith('pkg:pypi/')) {
    const [name, version] = key.slice('pkg:pypi/'.length).split('@');
    key = `pkg:pypi/${name.replace(/[-_.]+/g, '-')}@${version ?? ''}`;
  }
  return key.startsWith('pkg:golang/') ? key.replace(/@v(?=\d)/, '@') : key;
}
