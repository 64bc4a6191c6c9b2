import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Every workspace: its folder and its package.json. */
export function listWorkspaces(base = root) {
  return ['packages', 'plugins']
    .filter(group => existsSync(join(base, group)))
    .flatMap(group =>
      readdirSync(join(base, group)).map(name => join(base, group, name)),
    )
    .filter(folder => existsSync(join(folder, 'package.json')))
    .map(folder => ({
      folder,
      manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
    }));
}

/** A workspace and all workspaces that it depends on, directly or not. */
export function withDependencies(name, workspaces = listWorkspaces()) {
  const byName = new Map(workspaces.map(ws => [ws.manifest.name, ws]));
  const found = new Map();
  const visit = current => {
    const workspace = byName.get(current);
    if (workspace && !found.has(current)) {
      found.set(current, workspace);
      Object.keys(workspace.manifest.dependencies ?? {}).forEach(visit);
    }
  };
  visit(name);
  return [...found.values()];
}
