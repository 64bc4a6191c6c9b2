import { isSemver, type VersionOrder, versionOrder } from './order';

type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

interface Constraint {
  comparator: Comparator;
  version: string;
}

/** A set of versions of one ecosystem, as the vers specification has it. */
export interface VersionRange {
  /** purl type; null in a bare range, where the package's own decides. */
  scheme: string | null;
  /** `'*'` is every version. */
  constraints: Constraint[] | '*';
}

/** A range that cannot be read; the message says where it goes wrong. */
export class RangeSyntaxError extends Error {
  readonly name = 'RangeSyntaxError';
}

/**
 * Reads `vers:npm/>=1.0.0|<2.0.0` (vers-spec), or a bare range such as
 * `<6.21.1` or `>=1 <2`, whose parts all have to hold.
 */
export function parseRange(text: string): VersionRange {
  return text.toLowerCase().startsWith('vers:')
    ? parseVers(text)
    : parseBare(text);
}

function parseVers(text: string): VersionRange {
  const match = /^vers:([a-z0-9.-]+)\/(.+)$/i.exec(text);
  if (!match) {
    throw new RangeSyntaxError('A vers range looks like vers:npm/>=1.0.0');
  }
  const [, scheme, body] = match;
  if (/\s/.test(body)) {
    throw new RangeSyntaxError('A vers range holds no white space');
  }
  if (body === '*') {
    return { scheme: scheme.toLowerCase(), constraints: '*' };
  }
  const constraints = body.split('|').map(part => {
    const { comparator, version } = parseConstraint(part);
    return { comparator, version: percentDecode(version) };
  });
  assertSorted(constraints, versionOrder(scheme.toLowerCase()));
  return { scheme: scheme.toLowerCase(), constraints };
}

function parseBare(text: string): VersionRange {
  const parts = text
    .trim()
    .replace(/([<>=!])\s+/g, '$1')
    .split(/[\s,|]+/)
    .filter(Boolean);
  if (!parts.length) {
    throw new RangeSyntaxError('The range is empty');
  }
  if (parts.length === 1 && parts[0] === '*') {
    return { scheme: null, constraints: '*' };
  }
  return { scheme: null, constraints: parts.map(parseConstraint) };
}

function parseConstraint(part: string): Constraint {
  const match = /^(<=|>=|!=|<|>|=)?([^<>=!|*]+)$/.exec(part);
  if (!match) {
    throw new RangeSyntaxError(`"${part}" is no version constraint`);
  }
  return { comparator: (match[1] ?? '=') as Comparator, version: match[2] };
}

function percentDecode(version: string): string {
  try {
    return decodeURIComponent(version);
  } catch {
    throw new RangeSyntaxError(`"${version}" is not percent-encoded rightly`);
  }
}

/**
 * vers-spec sorts constraints by version, so an interval whose end lies before
 * its start, such as `>=2.0.0|<1.0.0`, is an error. Lists of plain versions
 * that are merely unsorted are accepted: their meaning is clear.
 */
function assertSorted(constraints: Constraint[], order: VersionOrder): void {
  for (let i = 1; i < constraints.length; i++) {
    const [before, after] = [constraints[i - 1], constraints[i]];
    const opens = before.comparator.startsWith('>');
    const closes = after.comparator.startsWith('<');
    const compared = order(before.version, after.version);
    if (opens && closes && compared !== null && compared > 0) {
      throw new RangeSyntaxError(
        `"${before.comparator}${before.version}|${after.comparator}${after.version}" holds no version`,
      );
    }
  }
}

/**
 * Whether a version lies in a range: null when the ecosystem cannot tell. A
 * range of another ecosystem holds no version of this one.
 */
export function inRange(
  range: VersionRange,
  ecosystem: string | null,
  version: string | null,
): boolean | null {
  if (range.scheme !== null && range.scheme !== ecosystem) {
    return false;
  }
  if (range.constraints === '*') {
    return true;
  }
  if (version === null) {
    return null;
  }
  const order = versionOrder(ecosystem);
  const constraints = range.constraints.map(item => completed(item, ecosystem));
  return range.scheme === null
    ? everyHolds(constraints, version, order)
    : inVers(constraints, version, order);
}

/**
 * `<2` and `>=1` as semantic versioning's range languages read them:
 * `<2.0.0-0` and `>=1.0.0` (node-semver, "X-Ranges"). Other comparators mean
 * more than a missing zero there, and stay unknown.
 */
function completed(constraint: Constraint, ecosystem: string | null) {
  const { comparator, version } = constraint;
  const partial =
    isSemver(ecosystem) && /^v?\d+(\.\d+)?$/.test(version)
      ? `${version}${version.includes('.') ? '.0' : '.0.0'}`
      : null;
  if (partial && comparator === '<') {
    return { comparator, version: `${partial}-0` };
  }
  return partial && comparator === '>='
    ? { comparator, version: partial }
    : constraint;
}

function everyHolds(
  constraints: Constraint[],
  version: string,
  order: VersionOrder,
): boolean | null {
  let unknown = false;
  for (const constraint of constraints) {
    const result = holds(constraint, version, order);
    if (result === false) {
      return false;
    }
    unknown ||= result === null;
  }
  return unknown ? null : true;
}

function holds(
  { comparator, version: bound }: Constraint,
  version: string,
  order: VersionOrder,
): boolean | null {
  const compared = order(version, bound);
  if (compared === null) {
    // Different texts of versions that cannot be parsed may still be equal.
    return null;
  }
  switch (comparator) {
    case '=':
      return compared === 0;
    case '!=':
      return compared !== 0;
    case '<':
      return compared < 0;
    case '<=':
      return compared <= 0;
    case '>':
      return compared > 0;
    default:
      return compared >= 0;
  }
}

/** The containment algorithm of vers-spec over sorted constraints. */
function inVers(
  constraints: Constraint[],
  version: string,
  order: VersionOrder,
): boolean | null {
  for (const { version: bound } of constraints) {
    if (order(version, bound) === null) {
      return null;
    }
  }
  const same = constraints.filter(c => order(version, c.version) === 0);
  if (same.some(c => c.comparator === '!=')) {
    return false;
  }
  if (same.some(c => ['=', '<=', '>='].includes(c.comparator))) {
    return true;
  }
  return inIntervals(
    constraints
      .filter(c => c.comparator !== '=' && c.comparator !== '!=')
      .sort((a, b) => order(a.version, b.version) ?? 0),
    constraints.some(c => c.comparator === '!='),
    version,
    order,
  );
}

function inIntervals(
  bounds: Constraint[],
  hasExclusion: boolean,
  version: string,
  order: VersionOrder,
): boolean {
  if (!bounds.length) {
    // Only `!=` constraints are left: everything else is in.
    return hasExclusion;
  }
  const below = (c: Constraint) => holds(c, version, order) === true;
  const first = bounds[0];
  const last = bounds[bounds.length - 1];
  if (first.comparator.startsWith('<') && below(first)) {
    return true;
  }
  if (last.comparator.startsWith('>') && below(last)) {
    return true;
  }
  return bounds.some((bound, i) => {
    const next = bounds[i + 1];
    return (
      next !== undefined &&
      bound.comparator.startsWith('>') &&
      next.comparator.startsWith('<') &&
      below(bound) &&
      below(next)
    );
  });
}
