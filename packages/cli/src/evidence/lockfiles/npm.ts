import { at, isRecord, type Json, record, string } from '../repository/values';
import { packageUrl } from '../sbom/purl';
import type { LockedPackage, LockfileReader } from './types';

/** A package of npm, by its name with scope. */
export function npmPackage(name: string, version: string): LockedPackage {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  const purl =
    slash === -1
      ? packageUrl('npm', null, name, version)
      : packageUrl('npm', name.slice(0, slash), name.slice(slash + 1), version);
  return { name, version, purl };
}

/** `package-lock.json` of versions 1, 2 and 3. */
export const npmLockfile: LockfileReader = {
  ecosystem: 'npm',
  name: /^(package-lock|npm-shrinkwrap)\.json$/,
  read(text) {
    const lock: Json = JSON.parse(text);
    const packages = at(lock, 'packages');
    return isRecord(packages)
      ? Object.entries(packages).flatMap(([path, entry]) =>
          path.includes('node_modules/') ? lockedEntry(path, entry) : [],
        )
      : nested(at(lock, 'dependencies'));
  },
};

function lockedEntry(path: string, entry: Json): LockedPackage[] {
  const folder = path.slice(path.lastIndexOf('node_modules/') + 13);
  // An alias has another name than its folder.
  const name = string(at(entry, 'name')) ?? folder;
  const version = string(at(entry, 'version'));
  const linked = at(entry, 'link') === true;
  return version && !linked && isShipped(entry)
    ? [npmPackage(name, version)]
    : [];
}

/** An optional package may be of another platform, and is then not there. */
function isShipped(entry: Json): boolean {
  const { dev, devOptional, optional, extraneous } = record(entry);
  return ![dev, devOptional, optional, extraneous].includes(true);
}

function nested(dependencies: Json): LockedPackage[] {
  const found: LockedPackage[] = [];
  const waiting = Object.entries(record(dependencies));
  while (waiting.length > 0) {
    const [name, entry] = waiting.pop() as [string, Json];
    const version = string(at(entry, 'version'));
    if (version && /^\d/.test(version) && isShipped(entry)) {
      found.push(npmPackage(name, version));
    }
    waiting.push(...Object.entries(record(at(entry, 'dependencies'))));
  }
  return found;
}
