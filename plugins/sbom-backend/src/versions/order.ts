import {
  compare as comparePep440,
  valid as validPep440,
} from '@renovatebot/pep440';
import semver from 'semver';

/**
 * Orders two versions of one ecosystem: negative, zero or positive; null when
 * the ecosystem's own rules cannot order them. Never a guess (docs/adr/0008).
 */
export type VersionOrder = (a: string, b: string) => number | null;

const bySemver: VersionOrder = (a, b) => {
  const left = semver.parse(a);
  const right = semver.parse(b);
  return left && right ? left.compare(right) : null;
};

const byPep440: VersionOrder = (a, b) =>
  validPep440(a) && validPep440(b) ? comparePep440(a, b) : null;

/** Other ecosystems: equal text is an equal version, and that is all we know. */
const byEquality: VersionOrder = (a, b) => (a === b ? 0 : null);

const orders = new Map<string, VersionOrder>([
  ['npm', bySemver],
  ['cargo', bySemver],
  // Go module versions are SemVer 2.0 behind a `v`, which semver accepts.
  ['golang', bySemver],
  ['pypi', byPep440],
]);

/** The order of an ecosystem, which is a purl type such as `npm`. */
export function versionOrder(ecosystem: string | null): VersionOrder {
  return (ecosystem !== null && orders.get(ecosystem)) || byEquality;
}

/** True where versions are semantic versions. */
export function isSemver(ecosystem: string | null): boolean {
  return ecosystem !== null && orders.get(ecosystem) === bySemver;
}
