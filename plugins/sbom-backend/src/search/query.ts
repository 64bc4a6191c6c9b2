import { normalisePurl } from '../purl/purl';
import { problem } from '../problems';
import {
  inRange,
  parseRange,
  RangeSyntaxError,
  type VersionRange,
} from '../versions/range';
import { versionOrder } from '../versions/order';

/** Tells which versions of a package are meant; null where nobody can. */
export type VersionTest = (
  ecosystem: string | null,
  version: string | null,
) => boolean | null;

/** A search as it was read. */
export interface PackageSearch {
  /** Lower case does not matter; null when the package is given exactly. */
  name: string | null;
  packageKey: string | null;
  version: string | null;
  range: string | null;
  test: VersionTest;
}

/** Reads a purl, a name, or `name@range`; a purl may carry a range too. */
export function parseSearch(text: string): PackageSearch {
  const { subject, tail } = splitVersion(text.trim());
  const isRange = tail !== null && /^(vers:|[<>=!*])|[\s|,]/i.test(tail);
  const version = tail !== null && !isRange ? tail : null;
  const range = isRange ? tail : null;
  const common = { version, range, test: versionTest(version, range) };
  if (/^pkg:/i.test(subject)) {
    const purl = normalisePurl(subject, version);
    if (!purl) {
      throw problem(400, 'sbom.query', 'q: not a purl.', {
        hint: 'A purl looks like pkg:npm/undici or pkg:npm/undici@6.19.8.',
      });
    }
    return {
      ...common,
      name: null,
      packageKey: purl.packageKey,
      version: purl.version,
      test: versionTest(purl.version, range),
    };
  }
  if (subject.startsWith('name:')) {
    return { ...common, name: null, packageKey: subject };
  }
  return { ...common, name: subject, packageKey: null };
}

/** The test for an exact version, a range, both or neither. */
export function versionTest(
  version: string | null,
  range: string | null,
): VersionTest {
  const parsed = range === null ? null : readRange(range);
  return (ecosystem, candidate) => {
    if (version !== null && !isVersion(ecosystem, candidate, version)) {
      return false;
    }
    return parsed === null ? true : inRange(parsed, ecosystem, candidate);
  };
}

function isVersion(
  ecosystem: string | null,
  candidate: string | null,
  wanted: string,
): boolean {
  return (
    candidate !== null &&
    (candidate === wanted || versionOrder(ecosystem)(candidate, wanted) === 0)
  );
}

function readRange(text: string): VersionRange {
  try {
    return parseRange(text);
  } catch (error) {
    if (error instanceof RangeSyntaxError) {
      throw problem(400, 'sbom.query', `range: ${error.message}.`, {
        hint: 'Examples: <6.21.1, >=1 <2, 6.19.8, vers:npm/>=1.0.0|<2.0.0',
      });
    }
    throw error;
  }
}

/** At the last `@` that does not begin a scope. */
function splitVersion(text: string): { subject: string; tail: string | null } {
  const at = text.lastIndexOf('@');
  if (at <= 0 || text[at - 1] === '/' || at === text.length - 1) {
    return { subject: text, tail: null };
  }
  return { subject: text.slice(0, at).trim(), tail: text.slice(at + 1).trim() };
}
