import { parse } from 'smol-toml';
import {
  array,
  at,
  isRecord,
  type Json,
  record,
  string,
  strings,
} from '../repository/values';
import { packageUrl } from '../sbom/purl';
import type { LockedPackage, LockfileReader } from './types';

/** A Python package; names are compared as PEP 503 writes them. */
function pythonPackage(name: string, version: string): LockedPackage {
  const normal = name.toLowerCase().replace(/[-_.]+/g, '-');
  const purl = packageUrl('pypi', null, normal, version);
  return { name: normal, version, purl };
}

/** `poetry.lock`: groups since 2.0, a category before 1.5. */
export const poetryLockfile: LockfileReader = {
  ecosystem: 'pypi',
  name: /^poetry\.lock$/,
  read(text) {
    return array(at(parse(text), 'package')).flatMap(entry => {
      const groups = strings(at(entry, 'groups'));
      const develops =
        at(entry, 'category') === 'dev' ||
        (groups.length > 0 && !groups.includes('main'));
      const optional = at(entry, 'optional') === true;
      return develops || optional ? [] : lockedEntry(entry);
    });
  },
};

function lockedEntry(entry: Json): LockedPackage[] {
  const name = string(at(entry, 'name'));
  const version = string(at(entry, 'version'));
  return name && version ? [pythonPackage(name, version)] : [];
}

/** `uv.lock`: what the workspace's own packages depend on, and so on. */
export const uvLockfile: LockfileReader = {
  ecosystem: 'pypi',
  name: /^uv\.lock$/,
  read(text) {
    const entries = array(at(parse(text), 'package'));
    const byName = new Map<string, Json[]>();
    for (const entry of entries) {
      const name = string(at(entry, 'name')) ?? '';
      byName.set(name, [...(byName.get(name) ?? []), entry]);
    }
    const reached = new Set<Json>();
    const waiting = entries.filter(isOwn);
    while (waiting.length > 0) {
      const entry = waiting.pop();
      if (!reached.has(entry)) {
        reached.add(entry);
        const named = array(at(entry, 'dependencies')).filter(
          dependency => at(dependency, 'marker') === undefined,
        );
        waiting.push(
          ...named.flatMap(
            dependency =>
              byName.get(string(at(dependency, 'name')) ?? '') ?? [],
          ),
        );
      }
    }
    return [...reached].filter(entry => !isOwn(entry)).flatMap(lockedEntry);
  },
};

function isOwn(entry: Json): boolean {
  const { editable, virtual, directory } = record(at(entry, 'source'));
  return [editable, virtual, directory].some(path => path !== undefined);
}

/** `Pipfile.lock`. */
export const pipfileLockfile: LockfileReader = {
  ecosystem: 'pypi',
  name: /^Pipfile\.lock$/,
  read(text) {
    const lock: Json = JSON.parse(text);
    return Object.entries(record(at(lock, 'default'))).flatMap(
      ([name, entry]) => {
        const version = string(at(entry, 'version'))?.replace(/^==/, '');
        return version && isRecord(entry) ? [pythonPackage(name, version)] : [];
      },
    );
  },
};

/** `requirements.txt`, as far as it fixes versions. */
export const requirementsLockfile: LockfileReader = {
  ecosystem: 'pypi',
  name: /^requirements([-_.](prod|production|main|base))?\.txt$/,
  read(text) {
    return text
      .replace(/\\\r?\n/g, ' ')
      .split(/\r?\n/)
      .flatMap(line => {
        const read =
          /^\s*([\w.-]+)(?:\[[^\]]*\])?\s*===?\s*([\w.+!-]+)(?![\w.*+!-])\s*([;#]|--|$)/.exec(
            line,
          );
        // A marker says that it is for some platforms only.
        return read && read[3] !== ';' ? [pythonPackage(read[1], read[2])] : [];
      });
  },
};
