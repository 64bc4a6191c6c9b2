import { packageUrl } from '../sbom/purl';
import type { LockedPackage, LockfileReader } from './types';

/**
 * `go.mod`: since Go 1.17 it names every module that takes part in the build.
 * `go.sum` also holds what was only looked at, so that it is no measure.
 */
export const goLockfile: LockfileReader = {
  ecosystem: 'go',
  name: /^go\.mod$/,
  read(text) {
    const required = new Map<string, string>();
    const replaced = new Map<string, [string, string] | null>();
    for (const [verb, line] of directives(text)) {
      if (verb === 'require') {
        const [name, version] = line.split(/\s+/);
        if (version) {
          required.set(name, version);
        }
      } else if (verb === 'replace') {
        const [from, to] = line.split(/\s*=>\s*/);
        const [name, version] = (to ?? '').split(/\s+/);
        // Without a version it is a folder: the repository's own.
        replaced.set(from.split(/\s+/)[0], version ? [name, version] : null);
      }
    }
    return [...required].flatMap(([name, version]) => {
      const to = replaced.get(name);
      return to === null ? [] : [goModule(...(to ?? [name, version]))];
    });
  },
};

function goModule(name: string, version: string): LockedPackage {
  const cut = name.lastIndexOf('/');
  const namespace = cut === -1 ? null : name.slice(0, cut);
  const purl = packageUrl('golang', namespace, name.slice(cut + 1), version);
  return { name, version, purl };
}

/** Lines of a module file, each with the verb that it stands under. */
function directives(text: string): [string, string][] {
  const found: [string, string][] = [];
  let block: string | null = null;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/\/\/.*$/, '').trim();
    const [, verb, rest] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (block === null && verb && rest === '(') {
      block = verb;
    } else if (line === ')') {
      block = null;
    } else if (line !== '') {
      found.push(block === null ? [verb ?? '', rest ?? ''] : [block, line]);
    }
  }
  return found.map(([verb, line]) => [verb, line.replace(/"/g, '')]);
}
