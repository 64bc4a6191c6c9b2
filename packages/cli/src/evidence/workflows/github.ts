import {
  array,
  at,
  isRecord,
  record,
  string,
  strings,
} from '../repository/values';
import type { YamlDocument } from '../repository/yaml';
import type { ItemOf } from '../types';
import { pinOf } from './pins';
import { isScan, scannerActions } from './scanners';

type Workflow = ItemOf<'workflows'>;
type Use = Workflow['uses'][number];
type Job = Workflow['jobs'][number];

/** Reads a workflow, or a composite action, which has no jobs. */
export function githubWorkflow(file: string, document: YamlDocument): Workflow {
  const { value } = document;
  const jobs = Object.entries(record(at(value, 'jobs')));
  const isAction = jobs.length === 0 && at(value, 'runs') !== undefined;
  const shared = secretsIn(at(value, 'env'));
  return {
    file,
    provider: 'github',
    // An action runs under the permissions of the workflow that calls it.
    permissions: isAction ? 'restricted' : permissionsOf(value, jobs),
    triggers: triggersOf(at(value, 'on')),
    uses: isAction
      ? stepUses(document, ['runs', 'steps'])
      : jobs.flatMap(([id, job]) => jobUses(document, id, job)),
    jobs: jobs.map(([id, job]) =>
      jobOf(id, job, shared, document.line(['jobs', id])),
    ),
  };
}

function permissionsOf(
  workflow: unknown,
  jobs: [string, unknown][],
): Workflow['permissions'] {
  const declared = [workflow, ...jobs.map(([, job]) => job)].map(part =>
    at(part, 'permissions'),
  );
  if (declared.includes('write-all')) {
    return 'write_all';
  }
  return declared[0] === undefined || declared[0] === null
    ? 'undeclared'
    : 'restricted';
}

function triggersOf(on: unknown): string[] {
  if (typeof on === 'string') {
    return [on];
  }
  return isRecord(on) ? Object.keys(on) : strings(on);
}

function jobUses(document: YamlDocument, id: string, job: unknown): Use[] {
  const called = string(at(job, 'uses'));
  const own: Use[] = called
    ? [
        {
          ref: called,
          line: document.line(['jobs', id, 'uses']),
          pin: pinOf(called),
          kind: 'workflow',
        },
      ]
    : [];
  return [...own, ...stepUses(document, ['jobs', id, 'steps'])];
}

function stepUses(document: YamlDocument, path: string[]): Use[] {
  return array(at(document.value, ...path)).flatMap((step, index) => {
    const ref = string(at(step, 'uses'));
    const line = document.line([...path, index, 'uses']);
    return ref ? [{ ref, line, pin: pinOf(ref), kind: 'action' }] : [];
  });
}

function jobOf(
  id: string,
  job: unknown,
  shared: boolean,
  line: number | null,
): Job {
  const steps = array(at(job, 'steps'));
  return {
    id,
    hasSecrets: shared || secretsIn(job),
    scanner: steps.some(isScanStep),
    checksOutHead: steps.some(checksOutHead),
    line,
  };
}

/**
 * True where secrets are handed in. The job's own token is in every job, and
 * is held down by `permissions` instead.
 */
function secretsIn(value: unknown): boolean {
  if (at(value, 'secrets') !== undefined) {
    return true;
  }
  const text = JSON.stringify(value ?? null).replace(
    /\bsecrets\.GITHUB_TOKEN\b/gi,
    '',
  );
  return /\$\{\{(?:(?!\}\}).)*\bsecrets\b/is.test(text);
}

function isScanStep(step: unknown): boolean {
  const uses = string(at(step, 'uses'))?.toLowerCase() ?? '';
  return scannerActions.test(uses) || isScan(string(at(step, 'run')) ?? '');
}

const HEAD = /github\.event\.pull_request\.head|github\.head_ref|refs\/pull\//i;

/** True of a step that brings the code of whoever opened the pull request. */
function checksOutHead(step: unknown): boolean {
  const run = string(at(step, 'run')) ?? '';
  const uses = string(at(step, 'uses')) ?? '';
  const taken = JSON.stringify(at(step, 'with') ?? null);
  return (
    (/^actions\/checkout@/i.test(uses) && HEAD.test(taken)) ||
    /\bgh\s+pr\s+checkout\b/.test(run) ||
    (/\bgit\s+(fetch|checkout|pull|clone|switch)\b/.test(run) &&
      (HEAD.test(run) || HEAD.test(JSON.stringify(at(step, 'env') ?? null))))
  );
}
