import { imageOf } from '../images/reference';
import type { Repository } from '../repository/Repository';
import { array, at, isRecord, record, string } from '../repository/values';
import type { YamlDocument } from '../repository/yaml';
import type { ItemOf } from '../types';
import { gitlabImageParts } from './gitlab';
import { readPipelines } from './workflows';

type Image = ItemOf<'images'>;

/** A place in a pipeline that may name an image. */
interface ImagePart {
  part: unknown;
  path: (string | number)[];
}

/** Images of jobs, services and `docker://` steps. */
export async function workflowImages(repository: Repository): Promise<Image[]> {
  const pipelines = await readPipelines(repository);
  return pipelines.flatMap(({ file, provider, documents }) =>
    documents.flatMap(document => {
      const parts =
        provider === 'github'
          ? githubImageParts(document.value)
          : gitlabImageParts(document.value);
      return parts.flatMap(part => partImage(file, document, part));
    }),
  );
}

function partImage(
  file: string,
  document: YamlDocument,
  { part, path }: ImagePart,
): Image[] {
  const ref = isRecord(part)
    ? string(part.image) ?? string(part.name)
    : string(part);
  return ref
    ? [
        imageOf(
          file,
          document.line(path),
          ref.replace(/^docker:\/\//, ''),
          'workflow',
        ),
      ]
    : [];
}

function githubImageParts(value: unknown): ImagePart[] {
  const jobs = Object.entries(record(at(value, 'jobs')));
  const runs: ImagePart = { part: at(value, 'runs', 'image'), path: ['runs'] };
  return [
    ...(isDockerRef(runs.part) ? [runs] : []),
    ...dockerSteps(at(value, 'runs', 'steps'), ['runs', 'steps']),
    ...jobs.flatMap(([id, job]) => [
      { part: at(job, 'container'), path: ['jobs', id, 'container'] },
      ...Object.entries(record(at(job, 'services'))).map(([name, part]) => ({
        part,
        path: ['jobs', id, 'services', name],
      })),
      ...dockerSteps(at(job, 'steps'), ['jobs', id, 'steps']),
    ]),
  ];
}

function dockerSteps(steps: unknown, path: (string | number)[]): ImagePart[] {
  return array(steps)
    .map((step, index) => ({
      part: at(step, 'uses'),
      path: [...path, index, 'uses'],
    }))
    .filter(({ part }) => isDockerRef(part));
}

function isDockerRef(value: unknown): boolean {
  return string(value)?.startsWith('docker://') ?? false;
}
