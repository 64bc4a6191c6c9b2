import { at, isRecord, type Json, record, string } from '../repository/values';
import { readYaml } from '../repository/yaml';
import { npmPackage } from './npm';
import type { LockedPackage, LockfileReader } from './types';

/** `pnpm-lock.yaml` of versions 5 to 9. */
export const pnpmLockfile: LockfileReader = {
  ecosystem: 'npm',
  name: /^pnpm-lock\.yaml$/,
  read(text) {
    const lock = readYaml('pnpm-lock.yaml', text)[0]?.value;
    return isRecord(at(lock, 'snapshots'))
      ? reachable(lock)
      : Object.entries(record(at(lock, 'packages'))).flatMap(flagged);
  },
};

/** Up to version 8 each package says what it is for. */
function flagged([key, entry]: [string, Json]): LockedPackage[] {
  const { dev, optional } = record(entry);
  const read = /^\/?(@?[^@]+?)[@/](\d[^(_]*)/.exec(key);
  const name = string(at(entry, 'name')) ?? read?.[1];
  const version = string(at(entry, 'version')) ?? read?.[2];
  return name && version && dev !== true && optional !== true
    ? [npmPackage(name, version)]
    : [];
}

/** From version 9 on, what ships is what the importers' dependencies lead to. */
function reachable(lock: Json): LockedPackage[] {
  const snapshots = record(at(lock, 'snapshots'));
  const waiting = Object.values(record(at(lock, 'importers'))).flatMap(
    importer =>
      Object.entries(record(at(importer, 'dependencies'))).map(
        ([name, entry]) => keyOf(name, string(at(entry, 'version'))),
      ),
  );
  const reached = new Map<string, LockedPackage>();
  while (waiting.length > 0) {
    const key = waiting.pop() as string;
    const read = /^(@?[^@]+)@(\d[^(]*)/.exec(key);
    if (reached.has(key) || !Object.hasOwn(snapshots, key) || !read) {
      continue;
    }
    reached.set(key, npmPackage(read[1], read[2]));
    const dependencies = record(at(snapshots[key], 'dependencies'));
    for (const [name, version] of Object.entries(dependencies)) {
      waiting.push(keyOf(name, string(version)));
    }
  }
  return [...reached.values()];
}

/** An alias has the other package's name in its version. */
function keyOf(name: string, version: string | null): string {
  return version && /^@?[^@(]+@\d/.test(version)
    ? version
    : `${name}@${version}`;
}
