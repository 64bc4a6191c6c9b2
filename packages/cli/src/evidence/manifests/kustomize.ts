import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import type { Repository } from '../repository/Repository';
import { array, at, isRecord, string } from '../repository/values';
import { readYaml } from '../repository/yaml';
import { runTool } from '../runTool';
import { EvidenceFault } from '../sections';
import { isKustomization } from './kustomization';
import type { ManifestFile } from './ManifestSource';

/** A kustomization, and the files that it takes in. */
interface Kustomization {
  file: string;
  folder: string;
  /** Paths of resources, components and patches, relative to the repository. */
  takes: string[];
}

/** Members of a kustomization that name files or folders. */
const LISTS = [
  ...['resources', 'bases', 'components', 'patches', 'patchesJson6902'],
  'patchesStrategicMerge',
];

/**
 * Puts what kustomize makes of each overlay in the place of the files that it
 * takes in: a base alone is never deployed, and a patch is no workload.
 */
export async function renderOverlays(
  repository: Repository,
  plain: ManifestFile[],
  program: string,
): Promise<ManifestFile[]> {
  const kustomizations = plain
    .filter(({ file }) => isKustomization(file))
    .map(readKustomization);
  const taken = new Set(kustomizations.flatMap(({ takes }) => takes));
  const overlays = kustomizations.filter(({ folder }) => !taken.has(folder));
  const rendered: ManifestFile[] = [];
  for (const { file, folder } of overlays) {
    const text = await build(join(repository.root, folder), program);
    const documents = readYaml(file, text).map(({ value }) => ({
      value,
      // Lines of what was made are lines of no file.
      line: () => null,
    }));
    rendered.push({ file, documents });
  }
  const left = plain.filter(
    ({ file }) => !taken.has(file) && !isKustomization(file),
  );
  return [...left, ...rendered];
}

function readKustomization({ file, documents }: ManifestFile): Kustomization {
  const folder = posix.dirname(file);
  const named = documents.flatMap(({ value }) =>
    LISTS.flatMap(list => array(at(value, list))).flatMap(
      entry => string(isRecord(entry) ? entry.path : entry) ?? ([] as string[]),
    ),
  );
  const takes = named
    // A patch may also be written out in full.
    .filter(path => !path.includes('\n'))
    .map(path => {
      if (/^[\w+.-]+:\/\/|^[\w.-]+@|\?ref=|^github\.com\//.test(path)) {
        throw new EvidenceFault(`${file} takes in what lies elsewhere`);
      }
      return posix.normalize(posix.join(folder, path)).replace(/\/$/, '');
    });
  return { file, folder, takes };
}

/** Plugins and files outside of a folder's roots are off by default. */
async function build(folder: string, program: string): Promise<string> {
  const away = await mkdtemp(join(tmpdir(), 'waymark-kustomize-'));
  try {
    return await runTool(program, ['build', folder], away);
  } finally {
    await rm(away, { recursive: true, force: true });
  }
}
