import { imageOf } from '../images/reference';
import { at, string } from '../repository/values';
import type { ItemOf } from '../types';
import { imageName } from './kustomization';
import type { ManifestSource } from './ManifestSource';
import { containersOf } from './workloads';

/**
 * Images of manifests. One that a kustomization renames is told as each
 * kustomization has it, for its own name is never deployed.
 */
export async function manifestImages(
  source: ManifestSource,
): Promise<ItemOf<'images'>[]> {
  const manifests = await source.files();
  const overrides = await source.overrides();
  const overridden = new Set(overrides.map(({ name }) => name));
  const plain = manifests
    .flatMap(({ file, documents }) => containersOf(file, documents))
    .map(({ file, line, container }) => ({
      file,
      line,
      ref: string(at(container, 'image')) ?? '',
    }))
    .filter(({ ref }) => !overridden.has(imageName(ref)));
  return [...plain, ...overrides].map(({ file, line, ref }) =>
    imageOf(file, line, ref, 'workload'),
  );
}
