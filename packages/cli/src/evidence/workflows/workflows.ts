import type { Repository } from '../repository/Repository';
import { flatMapAsync } from '../repository/values';
import { readYaml, type YamlDocument } from '../repository/yaml';
import type { SectionContent } from '../types';
import { githubWorkflow } from './github';
import { gitlabPipeline } from './gitlab';

const GITHUB = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(^|\/)action\.ya?ml$/;
const GITLAB = /(^|\/)[^/]*\.gitlab-ci\.ya?ml$|^\.gitlab\/ci\/.+\.ya?ml$/;

/** A file that says what a pipeline does. */
export interface PipelineFile {
  file: string;
  provider: 'github' | 'gitlab';
  documents: YamlDocument[];
}

/** Every pipeline file of the repository. */
export async function readPipelines(
  repository: Repository,
): Promise<PipelineFile[]> {
  return flatMapAsync(repository.files, async file => {
    const isGithub = GITHUB.test(file) || ACTION.test(file);
    if (!isGithub && !GITLAB.test(file)) {
      return [];
    }
    const documents = readYaml(file, await repository.text(file));
    return [{ file, provider: isGithub ? 'github' : 'gitlab', documents }];
  });
}

/** What the repository's pipelines use, and under which rights. */
export async function readWorkflows(
  repository: Repository,
): Promise<SectionContent<'workflows'>> {
  const pipelines = await readPipelines(repository);
  const items = pipelines.flatMap(({ file, provider, documents }) =>
    documents.map(document =>
      provider === 'github'
        ? githubWorkflow(file, document)
        : gitlabPipeline(file, document),
    ),
  );
  return { items };
}
