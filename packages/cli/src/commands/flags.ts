import { resolve } from 'node:path';
import type { Stage, SubjectFlags } from '../context/context';
import { CliError } from '../errors';
import type { PortalAccess } from '../platform/sources';
import type { Flags } from './types';

export function text(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** @throws CliError `usage` */
export function required(flags: Flags, name: string): string {
  const value = text(flags, name);
  if (!value) {
    throw new CliError('usage', `--${name} is needed.`);
  }
  return value;
}

/** @throws CliError `usage` */
export function oneOf<T extends string>(
  flags: Flags,
  name: string,
  values: readonly T[],
): T | undefined {
  const value = text(flags, name);
  if (value === undefined) {
    return undefined;
  }
  const found = values.find(each => each === value);
  if (!found) {
    throw new CliError('usage', `--${name} is one of ${values.join(', ')}.`);
  }
  return found;
}

export function subjectFlags(flags: Flags): SubjectFlags {
  const stages: readonly Stage[] = ['pull_request', 'main', 'deploy'];
  return {
    root: resolve(text(flags, 'root') ?? '.'),
    entity: text(flags, 'entity'),
    commit: text(flags, 'commit'),
    stage: oneOf(flags, 'stage', stages),
    base: text(flags, 'base'),
    repositoryId: text(flags, 'repository-id'),
  };
}

/** Undefined without a portal. The token is never a flag: flags are seen by all. */
export function portalOf(
  flags: Flags,
  env: NodeJS.ProcessEnv,
): PortalAccess | undefined {
  const url = text(flags, 'portal') ?? env.WAYMARK_PORTAL;
  if (!url) {
    return undefined;
  }
  if (!URL.canParse(url)) {
    throw new CliError('usage', `${url} is no URL.`);
  }
  return { url, token: env.WAYMARK_TOKEN };
}
