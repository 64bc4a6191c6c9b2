import { array, at, record, string } from '../repository/values';
import type { YamlDocument } from '../repository/yaml';

/** One container of a workload. */
export interface Container {
  file: string;
  line: number | null;
  /** Kind and name, as in `Deployment/checkout`. */
  workload: string;
  kind: string;
  /** The pod's specification, and the container in it. */
  pod: unknown;
  container: unknown;
  /** An init container ends before the others start. */
  init: boolean;
}

const PODS: Record<string, string[]> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const DEFAULT_POD = ['spec', 'template', 'spec'];

/** Containers of a manifest. One without an image is a patch to another. */
export function containersOf(
  file: string,
  documents: YamlDocument[],
): Container[] {
  return documents.flatMap(({ value, line }) => {
    const resources =
      string(at(value, 'kind')) === 'List'
        ? array(at(value, 'items')).map((item, index) => ({
            value: item,
            path: ['items', index] as (string | number)[],
          }))
        : [{ value, path: [] as (string | number)[] }];
    return resources.flatMap(resource =>
      podContainers(file, resource.value, path =>
        line([...resource.path, ...path]),
      ),
    );
  });
}

function podContainers(
  file: string,
  value: unknown,
  line: (path: (string | number)[]) => number | null,
): Container[] {
  const kind = string(at(value, 'kind')) ?? '';
  if (!string(at(value, 'apiVersion')) || !kind) {
    return [];
  }
  const path = Object.hasOwn(PODS, kind) ? PODS[kind] : DEFAULT_POD;
  const pod = at(value, ...path);
  const workload = `${kind}/${string(at(value, 'metadata', 'name')) ?? ''}`;
  return ['containers', 'initContainers'].flatMap(list =>
    array(record(pod)[list])
      .map((container, index) => ({
        file,
        line: line([...path, list, index]),
        workload,
        kind,
        pod,
        container,
        init: list === 'initContainers',
      }))
      .filter(({ container }) => string(at(container, 'image')) !== null),
  );
}
