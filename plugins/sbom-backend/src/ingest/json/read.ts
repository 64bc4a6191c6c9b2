import type { ErrorObject } from 'ajv';
import { BomCollector } from '../collect';
import { asObject, type JsonObject } from '../component';
import { requireUtf8 } from '../encoding';
import { refuse } from '../errors';
import { IssueList } from '../issues';
import type { AnalysisLimits } from '../limits';
import { type JsonVersion, jsonVersions } from '../schemas';
import { shorten } from '../text';
import { toIssue, usefulErrors } from './issues';
import {
  type JsonIndex,
  JsonScanner,
  parseSlice,
  type RootMember,
} from './scan';
import type { Slices } from './slices';
import { type DocumentTemplate, templateOf } from '../template';
import { RepeatFinder } from './unique';
import type { BomValidator, BomValidators } from './validator';

/** A document that was read, whatever its format. */
export interface ReadBom {
  specVersion: string;
  /** The top level in its JSON shape, without the lists. */
  root: JsonObject;
  collected: BomCollector;
  /** True when the official schema accepts it. */
  valid: boolean;
  /** Offsets are those of the bytes that were read. */
  template: DocumentTemplate | null;
}

class Reader {
  readonly #bytes: Buffer;
  readonly #validator: BomValidator;
  readonly #issues: IssueList;
  readonly #collected: BomCollector;
  #valid = true;

  constructor(
    bytes: Buffer,
    validator: BomValidator,
    issues: IssueList,
    limits: AnalysisLimits,
  ) {
    this.#bytes = bytes;
    this.#validator = validator;
    this.#issues = issues;
    this.#collected = new BomCollector(limits, issues);
  }

  read(members: RootMember[]): Pick<ReadBom, 'root' | 'collected' | 'valid'> {
    const last = new Map(members.map(member => [member.key, member]));
    const root = this.#readRoot(members, last);
    this.#report(this.#validator.checkRoot(root), '');
    this.#collected.addRoot(asObject(root.metadata)?.component);
    for (const { key, elements } of last.values()) {
      if (elements && this.#validator.lists.has(key)) {
        this.#readList(key, elements);
      }
    }
    return { root, collected: this.#collected, valid: this.#valid };
  }

  /** Of members that come twice, the last counts, as `JSON.parse` has it. */
  #readRoot(members: RootMember[], last: Map<string, RootMember>): JsonObject {
    const entries: [string, unknown][] = [];
    for (const member of members) {
      if (last.get(member.key) !== member) {
        checkSyntax(this.#bytes, [member]);
        this.#issues.add(() => ({
          code: 'json.duplicate_key',
          message: 'The member is there more than once; the last one counts.',
          pointer: `/${escapePointer(member.key)}`,
        }));
      } else if (member.elements && this.#validator.lists.has(member.key)) {
        entries.push([member.key, []]);
      } else {
        const value = parseSlice(this.#bytes, member.start, member.end);
        entries.push([member.key, value]);
      }
    }
    return Object.fromEntries(entries);
  }

  #readList(name: string, elements: Slices): void {
    const list = this.#validator.lists.get(name);
    const parse = (i: number) =>
      parseSlice(this.#bytes, elements.start(i), elements.end(i));
    const repeats = list?.unique ? new RepeatFinder(parse) : null;
    const take = this.#taker(name);
    for (let i = 0; i < elements.length; i += 1) {
      const value = parse(i);
      const errors = list?.check(value);
      if (errors && errors.length > 0) {
        this.#report(errors, `/${name}/${i}`);
      }
      const twin = repeats?.add(i, value) ?? null;
      if (twin !== null) {
        this.#reportRepeat(name, twin, i);
      }
      take(value, i);
    }
  }

  #taker(name: string): (value: unknown, index: number) => void {
    const collected = this.#collected;
    switch (name) {
      case 'components':
        return (value, i) =>
          collected.addComponent(value, { pointer: `/components/${i}` });
      case 'dependencies':
        return value => collected.addDependency(value);
      case 'services':
        return value => collected.addService(value);
      default:
        return () => {};
    }
  }

  #report(errors: ErrorObject[], prefix: string): void {
    if (errors.length > 0) {
      this.#valid = false;
      for (const error of usefulErrors(errors)) {
        this.#issues.add(() => toIssue(error, prefix));
      }
    }
  }

  #reportRepeat(name: string, first: number, second: number): void {
    this.#valid = false;
    this.#issues.add(() => ({
      code: 'schema.uniqueItems',
      message: `The same item is there twice, at ${first} and ${second}.`,
      pointer: `/${name}/${second}`,
      hint: `Remove the item at index ${second}.`,
    }));
  }
}

/**
 * Reads and validates a CycloneDX document in JSON, element by element: of
 * the lists of the top level, one element at a time is in memory.
 */
export function readJsonBom(
  bytes: Buffer,
  validators: BomValidators,
  limits: AnalysisLimits,
): ReadBom {
  requireUtf8(bytes);
  const index = new JsonScanner(bytes, limits).scan();
  const members = soundMembers(bytes, index);
  const version = knownVersion(bytes, members);
  const issues = new IssueList();
  const reader = new Reader(bytes, validators.get(version), issues, limits);
  const read = reader.read(members);
  const template = templateOf(bytes, members, limits);
  return { specVersion: version, ...read, template };
}

/** The members of the top level; of repeated ones all, in order. */
function soundMembers(bytes: Buffer, index: JsonIndex): RootMember[] {
  if (index.kind === 'object') {
    return index.members;
  }
  if (index.kind === 'array') {
    parseAll(bytes, index.elements);
  } else {
    parseSlice(bytes, index.start, index.end);
  }
  throw refuse('sbom.root_unsound', 'The top level is no JSON object.', {
    hint: 'A CycloneDX document is one object with "bomFormat" and "specVersion".',
    issue: { pointer: '' },
  });
}

function knownVersion(bytes: Buffer, members: RootMember[]): JsonVersion {
  const read = (key: string): unknown => {
    const member = members.findLast(one => one.key === key);
    const short = member && member.end - member.start < 1024;
    return short ? parseSlice(bytes, member.start, member.end) : undefined;
  };
  const version = read('specVersion');
  const known = jsonVersions.find(one => one === version);
  if (!known) {
    checkSyntax(bytes, members);
    throw unknownFormat(read, version);
  }
  const components = members.findLast(one => one.key === 'components');
  if (components && !components.elements) {
    checkSyntax(bytes, members);
    throw refuse('sbom.root_unsound', '"components" is no array.', {
      issue: { pointer: '/components' },
    });
  }
  return known;
}

function unknownFormat(read: (key: string) => unknown, version: unknown) {
  const spdx = read('spdxVersion') ?? read('@context');
  if (spdx !== undefined) {
    const found = shorten(JSON.stringify(spdx));
    return refuse('sbom.format', `The document is SPDX (${found}).`, {
      hint: 'Send CycloneDX, or convert it before the upload.',
    });
  }
  const allowed = `JSON versions ${jsonVersions.join(', ')} are read.`;
  if (typeof version === 'string') {
    const found = shorten(JSON.stringify(version));
    return refuse(
      'sbom.format',
      `CycloneDX "specVersion" ${found} is not known.`,
      { hint: allowed, issue: { pointer: '/specVersion', value: found } },
    );
  }
  return refuse(
    'sbom.format',
    'The document is JSON, but has no "specVersion" of CycloneDX.',
    { hint: allowed },
  );
}

function checkSyntax(bytes: Buffer, members: RootMember[]): void {
  for (const { start, end, elements } of members) {
    if (elements) {
      parseAll(bytes, elements);
    } else {
      parseSlice(bytes, start, end);
    }
  }
}

function parseAll(bytes: Buffer, elements: Slices): void {
  for (let i = 0; i < elements.length; i += 1) {
    parseSlice(bytes, elements.start(i), elements.end(i));
  }
}

/** RFC 6901 section 3. */
function escapePointer(key: string): string {
  return shorten(key.replaceAll('~', '~0').replaceAll('/', '~1'), 200);
}
