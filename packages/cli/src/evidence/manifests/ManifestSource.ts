import type { Repository } from '../repository/Repository';
import { flatMapAsync } from '../repository/values';
import { readYaml, type YamlDocument } from '../repository/yaml';
import {
  type ImageOverride,
  imageOverrides,
  isKustomization,
} from './kustomization';
import { renderOverlays } from './kustomize';

/** A file of manifests, as it lies or as kustomize makes it. */
export interface ManifestFile {
  file: string;
  documents: YamlDocument[];
}

/** Kustomizations may leave their version out. */
const LOOKS_LIKE_MANIFEST = /^apiVersion:\s*\S/m;

/** Manifests of Kubernetes in a repository, read once for all who ask. */
export class ManifestSource {
  private reading: Promise<ManifestFile[]> | undefined;

  constructor(
    private readonly repository: Repository,
    /** Path of kustomize; without it, files are read as they lie. */
    private readonly kustomize: string | null,
  ) {}

  /**
   * Every file of manifests.
   *
   * @throws EvidenceFault where one cannot be read, or not be rendered
   */
  files(): Promise<ManifestFile[]> {
    this.reading ??= this.read();
    return this.reading;
  }

  /** Images that kustomizations set, where they were not rendered. */
  async overrides(): Promise<ImageOverride[]> {
    const files = await this.files();
    return this.kustomize === null
      ? files
          .filter(({ file }) => isKustomization(file))
          .flatMap(({ file, documents }) => imageOverrides(file, documents))
      : [];
  }

  private async read(): Promise<ManifestFile[]> {
    const plain = await readFiles(this.repository);
    return this.kustomize !== null &&
      plain.some(({ file }) => isKustomization(file))
      ? renderOverlays(this.repository, plain, this.kustomize)
      : plain;
  }
}

async function readFiles(repository: Repository): Promise<ManifestFile[]> {
  const isTemplate = helmTemplates(repository);
  const files = repository
    .named(/\.ya?ml$|^Kustomization$/)
    .filter(path => !isTemplate(path) && !path.startsWith('.github/'));
  return flatMapAsync(files, async file => {
    const text = await repository.textOrNull(file);
    return text !== null &&
      (isKustomization(file) || LOOKS_LIKE_MANIFEST.test(text))
      ? [{ file, documents: readYaml(file, text) }]
      : [];
  });
}

/**
 * Files of Helm are templates, not YAML: what they come to is known only to
 * whoever renders them.
 */
function helmTemplates(repository: Repository): (path: string) => boolean {
  const charts = repository
    .named(/^Chart\.ya?ml$/)
    .map(path => path.replace(/Chart\.ya?ml$/, 'templates/'));
  return path => charts.some(chart => path.startsWith(chart));
}
