import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CliError } from '../errors';
import { findProgram } from '../tools/findProgram';
import { runTool } from '../tools/runTool';

export type Stage = 'pull_request' | 'main' | 'deploy';

/** What is judged, and where in its way to production. */
export interface Subject {
  readonly root: string;
  readonly entityRef: string;
  readonly repositoryId: string | null;
  readonly commit: string;
  readonly stage: Stage;
  readonly changeSet: string[] | null;
}

/** What the flags say; the rest comes from CI's environment, git and the catalog file. */
export interface SubjectFlags {
  readonly root: string;
  readonly entity?: string;
  readonly repositoryId?: string;
  readonly commit?: string;
  readonly stage?: Stage;
  readonly base?: string;
}

/**
 * @throws CliError `context.commit`, `context.entity`
 */
export async function readSubject(
  flags: SubjectFlags,
  env: NodeJS.ProcessEnv,
): Promise<Subject> {
  const { root, base } = flags;
  return {
    root,
    entityRef: flags.entity ? normalise(flags.entity) : await entityOf(root),
    repositoryId:
      flags.repositoryId ??
      env.GITHUB_REPOSITORY_ID ??
      env.CI_PROJECT_ID ??
      null,
    commit: await commitOf(flags, env),
    stage: flags.stage ?? stageOf(env),
    changeSet: base ? await changedFiles(root, base, env) : null,
  };
}

/** By what started the pipeline. */
function stageOf(env: NodeJS.ProcessEnv): Stage {
  return env.GITHUB_EVENT_NAME?.startsWith('pull_request') ||
    env.CI_MERGE_REQUEST_IID
    ? 'pull_request'
    : 'main';
}

async function commitOf(
  { commit: given, root }: SubjectFlags,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const commit =
    given ??
    env.GITHUB_SHA ??
    env.CI_COMMIT_SHA ??
    (await git(root, ['rev-parse', 'HEAD'], env))?.trim();
  if (!commit || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit)) {
    throw new CliError(
      'context.commit',
      'The commit is not known.',
      'Name its full hash by --commit, or run in a git checkout.',
    );
  }
  return commit;
}

async function changedFiles(
  root: string,
  base: string,
  env: NodeJS.ProcessEnv,
): Promise<string[] | null> {
  const range = ['diff', '--name-only', '-z', `${base}...HEAD`, '--'];
  const out = await git(root, range, env);
  return out === undefined ? null : out.split('\0').filter(Boolean);
}

async function git(
  root: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const program = findProgram('git', env, root);
  if (!program) {
    return undefined;
  }
  // Settings of the checkout could name programs to run.
  const guards = ['-c', 'core.fsmonitor=false', '-c', 'safe.directory=*'];
  const run = await runTool(program, [...guards, '-C', root, ...args], {
    cwd: root,
  });
  return run.exitCode === 0 ? run.stdout : undefined;
}

/** The component that `catalog-info.yaml` declares, if it is the only one. */
async function entityOf(root: string): Promise<string> {
  const refs: string[] = [];
  try {
    const text = await readFile(join(root, 'catalog-info.yaml'), 'utf8');
    for (const document of parseAllDocuments(text)) {
      const { kind, metadata } = (document.toJS({ maxAliasCount: 10 }) ??
        {}) as {
        kind?: unknown;
        metadata?: { name?: unknown; namespace?: unknown };
      };
      if (kind === 'Component' && typeof metadata?.name === 'string') {
        const { namespace = 'default' } = metadata;
        refs.push(normalise(`component:${namespace}/${metadata.name}`));
      }
    }
  } catch {
    // Told below: there is no entity to be had from it.
  }
  if (refs.length !== 1) {
    throw new CliError(
      'context.entity',
      refs.length === 0
        ? 'catalog-info.yaml declares no component.'
        : 'catalog-info.yaml declares more than one component.',
      'Name the one that this is by --entity component:default/name.',
    );
  }
  return refs[0];
}

function normalise(ref: string): string {
  const match = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(ref);
  if (!match) {
    throw new CliError('context.entity', `${ref} is no entity reference.`);
  }
  const [, kind = 'component', namespace = 'default', name] = match;
  return `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
}
