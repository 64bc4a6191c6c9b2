import { parseSyml } from '@yarnpkg/parsers';
import { at, type Json, record, string } from '../repository/values';
import { npmPackage } from './npm';
import type { LockedPackage, LockfileReader } from './types';

/** One entry of a lock file, under each of the descriptors that lead to it. */
interface Entry {
  name: string;
  version: string;
  dependencies: [string, string][];
  /** A workspace or a link: the repository's own. */
  own: boolean;
  /** Folder of a workspace. */
  folder: string | null;
}

/** `yarn.lock`, classic and berry. */
export const yarnLockfile: LockfileReader = {
  ecosystem: 'npm',
  name: /^yarn\.lock$/,
  async read(text, sibling) {
    const { byDescriptor, byName, entries } = index(parseSyml(text));
    const wanted = await roots(entries, sibling);
    if (wanted === null) {
      return lockedOf(entries);
    }
    const reached = new Set<Entry>();
    const waiting = [...wanted];
    while (waiting.length > 0) {
      const [name, range] = waiting.pop() as [string, string];
      const exact =
        byDescriptor.get(`${name}@${range}`) ??
        byDescriptor.get(`${name}@npm:${range}`);
      // A resolution of the root may have changed the range.
      for (const entry of exact ? [exact] : byName.get(name) ?? []) {
        if (!reached.has(entry)) {
          reached.add(entry);
          // Those of a workspace mix its development in.
          waiting.push(...(entry.own ? [] : entry.dependencies));
        }
      }
    }
    return lockedOf([...reached]);
  },
};

function lockedOf(entries: Entry[]): LockedPackage[] {
  return entries
    .filter(({ own }) => !own)
    .map(({ name, version }) => npmPackage(name, version));
}

function index(lock: Json) {
  const byDescriptor = new Map<string, Entry>();
  const byName = new Map<string, Entry[]>();
  const entries: Entry[] = [];
  for (const [key, value] of Object.entries(record(lock))) {
    const version = string(at(value, 'version'));
    if (key === '__metadata' || !version) {
      continue;
    }
    const descriptors = key.split(/,\s*/);
    const resolution = string(at(value, 'resolution')) ?? '';
    const name =
      nameOf(resolution) || aliasOf(descriptors[0]) || nameOf(descriptors[0]);
    const entry: Entry = {
      name,
      version,
      own: /@(workspace|link|portal|file):/.test(resolution || key),
      folder: /@workspace:([^.].*)$/.exec(resolution)?.[1] ?? null,
      dependencies: Object.entries(record(at(value, 'dependencies'))).flatMap(
        ([dependency, range]) =>
          typeof range === 'string' ? [[dependency, range]] : [],
      ),
    };
    entries.push(entry);
    for (const descriptor of descriptors) {
      byDescriptor.set(descriptor, entry);
      const named = nameOf(descriptor);
      byName.set(named, [...(byName.get(named) ?? []), entry]);
    }
  }
  return { byDescriptor, byName, entries };
}

function nameOf(descriptor: string): string {
  const cut = descriptor.indexOf('@', 1);
  return cut === -1 ? descriptor : descriptor.slice(0, cut);
}

/** `alias@npm:name@range` of yarn classic. */
function aliasOf(descriptor: string): string {
  return /@npm:(@?[^@]+)@/.exec(descriptor)?.[1] ?? '';
}

/** What the manifests of all workspaces ask for in production. */
async function roots(
  entries: Entry[],
  sibling: (path: string) => Promise<string | null>,
): Promise<[string, string][] | null> {
  const root = await sibling('package.json');
  if (root === null) {
    return null;
  }
  const manifests: Json[] = [JSON.parse(root)];
  for (const { folder } of entries) {
    const text =
      folder === null ? null : await sibling(`${folder}/package.json`);
    if (text !== null) {
      manifests.push(JSON.parse(text));
    }
  }
  return manifests.flatMap(manifest =>
    Object.entries(record(at(manifest, 'dependencies'))).flatMap(
      ([name, range]): [string, string][] =>
        typeof range === 'string' ? [[name, range]] : [],
    ),
  );
}
