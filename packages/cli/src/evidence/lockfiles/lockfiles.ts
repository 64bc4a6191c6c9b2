import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Repository } from '../repository/Repository';
import { array, at } from '../repository/values';
import { purlKey } from '../sbom/purl';
import { type BomFile, flatComponents, spdxPurl } from '../sbom/readBom';
import { EvidenceFault } from '../sections';
import type { ItemOf, SectionContent } from '../types';
import { goLockfile } from './go';
import { gradleLockfile, pomLockfile } from './maven';
import { npmLockfile } from './npm';
import { pnpmLockfile } from './pnpm';
import {
  pipfileLockfile,
  poetryLockfile,
  requirementsLockfile,
  uvLockfile,
} from './python';
import type { LockedPackage, LockfileReader } from './types';
import { yarnLockfile } from './yarn';

const readers: readonly LockfileReader[] = [
  npmLockfile,
  yarnLockfile,
  pnpmLockfile,
  goLockfile,
  poetryLockfile,
  uvLockfile,
  pipfileLockfile,
  requirementsLockfile,
  pomLockfile,
  gradleLockfile,
];

/**
 * Lock files, and what of them the SBOM does not have. Without an SBOM nothing
 * is compared: that there is none is told by its own section.
 */
export async function readLockfiles(
  repository: Repository,
  bom: BomFile | null,
): Promise<SectionContent<'lockfiles'>> {
  const known = bom?.encoding === 'json' ? bomPurls(bom) : null;
  const items: ItemOf<'lockfiles'>[] = [];
  for (const path of repository.files) {
    const name = posix.basename(path);
    const reader = readers.find(one => one.name.test(name));
    if (reader) {
      const packages = await lockedPackages(repository, path, reader);
      items.push({
        path,
        digest: `sha256:${createHash('sha256')
          .update(await repository.bytes(path))
          .digest('hex')}`,
        ecosystem: reader.ecosystem,
        packages: packages.length,
        missing: packages
          .filter(({ purl }) => known && !known.has(purlKey(purl)))
          .map(({ name: held, version }) => `${held}@${version}`),
      });
    }
  }
  return { items };
}

async function lockedPackages(
  repository: Repository,
  path: string,
  reader: LockfileReader,
): Promise<LockedPackage[]> {
  const sibling = async (relative: string) => {
    const other = posix.join(posix.dirname(path), relative);
    return repository.has(other) ? repository.text(other) : null;
  };
  const text = await repository.text(path);
  try {
    const packages = await reader.read(text, sibling);
    const distinct = new Map(packages.map(held => [purlKey(held.purl), held]));
    return [...distinct.values()];
  } catch {
    throw new EvidenceFault(`${path} is not a lock file of its kind`);
  }
}

function bomPurls({ value }: BomFile): Set<string> {
  const purls = [
    ...flatComponents(value).map(({ purl }) => purl),
    ...array(at(value, 'packages')).map(spdxPurl),
  ];
  return new Set(
    purls
      .filter((purl): purl is string => typeof purl === 'string')
      .map(purlKey),
  );
}
