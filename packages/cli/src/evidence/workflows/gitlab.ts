import { array, at, isRecord, record, string } from '../repository/values';
import type { YamlDocument } from '../repository/yaml';
import type { ItemOf } from '../types';
import { revisionPin } from './pins';
import { isScan } from './scanners';

type Workflow = ItemOf<'workflows'>;
type Use = Workflow['uses'][number];

/** Members of a GitLab pipeline that are no jobs. */
const keywords = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'image',
  'services',
  'before_script',
  'after_script',
  'cache',
  'spec',
]);

/** Jobs of a pipeline, by name; hidden ones are templates of jobs. */
function gitlabJobs(value: unknown): [string, Record<string, unknown>][] {
  return Object.entries(record(value)).filter(
    (entry): entry is [string, Record<string, unknown>] =>
      !keywords.has(entry[0]) && isRecord(entry[1]),
  );
}

/** Reads a GitLab pipeline. Permissions are the project's, not the file's. */
export function gitlabPipeline(file: string, document: YamlDocument): Workflow {
  const { value, line } = document;
  const include = at(value, 'include');
  const included = Array.isArray(include) ? include : [include];
  return {
    file,
    provider: 'gitlab',
    permissions: 'restricted',
    triggers: [],
    uses: included.flatMap((part, index) =>
      includeOf(
        part,
        line(Array.isArray(include) ? ['include', index] : ['include']),
      ),
    ),
    jobs: gitlabJobs(value).map(([id, job]) => ({
      id,
      hasSecrets: [value, at(value, 'default'), job].some(
        part =>
          at(part, 'secrets') !== undefined ||
          at(part, 'id_tokens') !== undefined,
      ),
      scanner: isScan(scriptOf(job)),
      checksOutHead: false,
      line: line([id]),
    })),
  };
}

function scriptOf(job: Record<string, unknown>): string {
  return [job.before_script, job.script, job.after_script]
    .flatMap(part => (Array.isArray(part) ? part.flat(5) : [part]))
    .filter(part => typeof part === 'string')
    .join('\n');
}

/** https://docs.gitlab.com/ci/yaml/#include */
function includeOf(part: unknown, line: number | null): Use[] {
  const bare = string(part);
  const remote = string(at(part, 'remote')) ?? (isUrl(bare) ? bare : null);
  const project = string(at(part, 'project'));
  const component = string(at(part, 'component'));
  const kind = 'include';
  if (remote) {
    const integrity = string(at(part, 'integrity'));
    const pin = integrity?.startsWith('sha256-') ? 'digest' : 'none';
    return [{ ref: remote, line, kind, pin }];
  }
  if (project) {
    const revision = string(at(part, 'ref')) ?? '';
    const ref = revision ? `${project}@${revision}` : project;
    return [{ ref, line, kind, pin: revisionPin(revision) }];
  }
  if (component) {
    const revision = /@([^@]*)$/.exec(component)?.[1] ?? '';
    return [{ ref: component, line, kind, pin: revisionPin(revision) }];
  }
  // A template is part of the GitLab installation itself.
  const own = bare ?? string(at(part, 'local')) ?? string(at(part, 'template'));
  return own ? [{ ref: own, line, kind, pin: 'local' }] : [];
}

function isUrl(text: string | null): text is string {
  return text !== null && /^https?:\/\//i.test(text);
}

/** The parts of a pipeline that may name an image, with their paths. */
export function gitlabImageParts(
  value: unknown,
): { part: unknown; path: (string | number)[] }[] {
  const holders: [string[], unknown][] = [
    [[], value],
    [['default'], at(value, 'default')],
    ...gitlabJobs(value).map(([id, job]): [string[], unknown] => [[id], job]),
  ];
  return holders.flatMap(([path, holder]) => [
    { part: at(holder, 'image'), path: [...path, 'image'] },
    ...array(at(holder, 'services')).map((part, index) => ({
      part,
      path: [...path, 'services', index],
    })),
  ]);
}
