import { manifestImages } from '../manifests/images';
import type { ManifestSource } from '../manifests/ManifestSource';
import type { Repository } from '../repository/Repository';
import { at, flatMapAsync, record, string } from '../repository/values';
import { readYaml } from '../repository/yaml';
import type { ItemOf, SectionContent } from '../types';
import { workflowImages } from '../workflows/images';
import { dockerfileImages } from './dockerfile';
import { imageOf, substitute } from './reference';

type Image = ItemOf<'images'>;

const DOCKERFILE =
  /^((Dockerfile|Containerfile)(\..+)?|.+\.(Dockerfile|Containerfile))$/i;
const COMPOSE = /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/;

/** True of files that are read as Dockerfiles. */
export function dockerfiles(repository: Repository): string[] {
  return repository
    .named(DOCKERFILE)
    .filter(path => !/\.(dockerignore|md|j2|njk|tmpl)$/i.test(path));
}

/** Every image that the repository names, wherever one can be named. */
export async function readImages(
  repository: Repository,
  manifests: ManifestSource,
): Promise<SectionContent<'images'>> {
  const built = await flatMapAsync(dockerfiles(repository), async file =>
    dockerfileImages(file, await repository.text(file)),
  );
  const composed = await flatMapAsync(repository.named(COMPOSE), async file =>
    composeImages(file, await repository.text(file)),
  );
  const items = [
    ...built,
    ...composed,
    ...(await workflowImages(repository)),
    ...(await manifestImages(manifests)),
  ];
  return { items };
}

/** Images of a compose file; one that is built here has its Dockerfile. */
function composeImages(file: string, text: string): Image[] {
  return readYaml(file, text).flatMap(({ value, line }) =>
    Object.entries(record(at(value, 'services'))).flatMap(([name, service]) => {
      const ref = string(at(service, 'image'));
      if (!ref || at(service, 'build') !== undefined) {
        return [];
      }
      const filled = substitute(ref, new Map());
      const position = line(['services', name, 'image']);
      return [imageOf(file, position, filled, 'compose')];
    }),
  );
}
