import { array, at, string } from '../repository/values';
import type { YamlDocument } from '../repository/yaml';

/** What a kustomization puts in the place of an image's name. */
export interface ImageOverride {
  file: string;
  line: number | null;
  name: string;
  ref: string;
}

/** True of a file that kustomize reads. */
export function isKustomization(file: string): boolean {
  return /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(file);
}

/** The images that a kustomization sets. */
export function imageOverrides(
  file: string,
  documents: YamlDocument[],
): ImageOverride[] {
  return documents.flatMap(({ value, line }) =>
    array(at(value, 'images')).flatMap((image, index) => {
      const name = string(at(image, 'name'));
      if (!name) {
        return [];
      }
      const base = string(at(image, 'newName')) ?? name;
      const digest = string(at(image, 'digest'));
      const tag = string(at(image, 'newTag'));
      const suffix = digest ? `@${digest}` : (tag && `:${tag}`) ?? '';
      const ref = `${base}${suffix}`;
      return [{ file, line: line(['images', index]), name, ref }];
    }),
  );
}

/** The name of an image without tag and digest, as kustomize compares it. */
export function imageName(ref: string): string {
  return ref.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
