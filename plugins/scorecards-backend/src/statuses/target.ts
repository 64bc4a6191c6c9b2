import type { Entity } from '@backstage/catalog-model';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { z } from 'zod';

/** A commit status to set. */
export const statusRequestSchema = z.object({
  kind: z.enum(['github', 'gitlab']),
  /** Of the repository, as people open it. */
  repositoryUrl: z.string(),
  commit: z.string(),
  passed: z.boolean(),
  description: z.string(),
  targetUrl: z.string(),
});

export type StatusRequest = z.infer<typeof statusRequestSchema>;

const SOURCE = 'backstage.io/source-location';
const GITHUB = 'github.com/project-slug';
const GITLAB = 'gitlab.com/project-slug';

/**
 * The repository of an entity, if this portal has credentials for where it
 * lives; null otherwise.
 */
export function repositoryOf(
  entity: Entity,
  integrations: ScmIntegrationRegistry,
): Pick<StatusRequest, 'kind' | 'repositoryUrl'> | null {
  const found = urlsOf(entity).flatMap(url => {
    const github = integrations.github.byUrl(url)?.config;
    if (github && (github.token || github.apps?.length)) {
      return { kind: 'github' as const, repositoryUrl: rootOf(url) };
    }
    const gitlab = integrations.gitlab.byUrl(url)?.config;
    return gitlab?.token
      ? { kind: 'gitlab' as const, repositoryUrl: rootOf(url) }
      : [];
  });
  return found[0] ?? null;
}

/** The owner and name, or the path, of a repository. */
export function pathOf(repositoryUrl: string): string {
  return new URL(repositoryUrl).pathname.replace(/^\/+|\/+$/g, '');
}

function urlsOf({ metadata }: Entity): string[] {
  const annotations = metadata.annotations ?? {};
  const source = /^url:(https?:\/\/.+)$/.exec(annotations[SOURCE] ?? '')?.[1];
  return [
    ...(source && URL.canParse(source) ? [source] : []),
    ...(annotations[GITHUB]
      ? [`https://github.com/${annotations[GITHUB]}`]
      : []),
    ...(annotations[GITLAB]
      ? [`https://gitlab.com/${annotations[GITLAB]}`]
      : []),
  ];
}

/** Without the branch and the folder that a source location ends with. */
function rootOf(url: string): string {
  const parsed = new URL(url);
  const path = parsed.pathname.replace(/\/-?\/?(tree|blob)\/.*$/, '');
  return parsed.origin + path.replace(/\.git\/?$|\/+$/, '');
}
