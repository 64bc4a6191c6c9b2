import { digestOf } from '../images/reference';
import { at, record, string } from '../repository/values';
import type { ItemOf, SectionContent } from '../types';
import { imageName } from './kustomization';
import type { ManifestSource } from './ManifestSource';
import { type Container, containersOf } from './workloads';

/** Kinds whose pods run to their end, so that nothing asks if they are ready. */
const finite = new Set(['Job', 'CronJob']);

/** Containers as they would run. What was attested is the portal's to say. */
export async function readManifests(
  source: ManifestSource,
): Promise<SectionContent<'manifests'>> {
  const manifests = await source.files();
  const overrides = new Map(
    (await source.overrides()).map(({ name, ref }) => [name, ref]),
  );
  const items = manifests
    .flatMap(({ file, documents }) => containersOf(file, documents))
    .map(container => manifestOf(container, overrides));
  return { items };
}

/** One container, as the platform's baseline asks for it. */
function manifestOf(
  { file, line, workload, kind, pod, container, init }: Container,
  overrides: ReadonlyMap<string, string>,
): ItemOf<'manifests'> {
  const named = string(at(container, 'image')) ?? '';
  const image = overrides.get(imageName(named)) ?? named;
  return {
    file,
    line,
    workload,
    container: string(at(container, 'name')) ?? '',
    image,
    digest: digestOf(image),
    attestedDigest: null,
    runsAsRoot: runsAsRoot(pod, container),
    writableRoot:
      at(container, 'securityContext', 'readOnlyRootFilesystem') !== true,
    // A limit of CPU throttles and is left to the team; without one of memory
    // a container takes its node down.
    hasLimits: at(container, 'resources', 'limits', 'memory') !== undefined,
    hasProbes: init || finite.has(kind) || hasProbes(container),
  };
}

/** The container's own setting wins over the pod's. */
function runsAsRoot(pod: unknown, container: unknown): boolean {
  const own = record(at(container, 'securityContext'));
  const shared = record(at(pod, 'securityContext'));
  const user = own.runAsUser ?? shared.runAsUser;
  if (own.privileged === true || user === 0) {
    return true;
  }
  const nonRoot = own.runAsNonRoot ?? shared.runAsNonRoot;
  return nonRoot !== true && !(typeof user === 'number' && user > 0);
}

function hasProbes(container: unknown): boolean {
  const { readinessProbe, livenessProbe } = record(container);
  return Boolean(readinessProbe) && Boolean(livenessProbe);
}
