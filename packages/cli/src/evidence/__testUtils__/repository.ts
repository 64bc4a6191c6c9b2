import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Evidence } from '@waymark/policy-engine';
import { buildEvidence } from '../buildEvidence';
import type { EvidenceOptions, SectionName } from '../types';

/** A commit that repositories of the tests are said to be at. */
export const commit = 'c'.repeat(40);

/** A digest of nothing in particular. */
export const digest = `sha256:${'a'.repeat(64)}`;

const made: string[] = [];

/** Writes files to a folder of their own. */
export async function folderOf(
  files: Record<string, string | Buffer>,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'waymark-evidence-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

/** Takes away all folders that `folderOf` made. */
export async function removeFolders(): Promise<void> {
  await Promise.all(
    made.splice(0).map(root => rm(root, { recursive: true, force: true })),
  );
}

/** Evidence of a folder, at a commit on the main branch. */
export async function evidenceOf(
  root: string,
  options: Partial<EvidenceOptions> = {},
): Promise<Evidence> {
  return buildEvidence({
    root,
    entityRef: 'component:default/checkout',
    repositoryId: null,
    commit,
    artifactDigest: null,
    stage: 'main',
    evaluatedAt: 1_790_000_000,
    environment: null,
    changeSet: null,
    sbomFile: null,
    vulnerabilitiesFile: null,
    platform: { llmProxyHosts: ['llm.platform.example'] },
    ...options,
  });
}

/** One section of a repository with these files. */
export async function sectionOf<K extends SectionName>(
  name: K,
  files: Record<string, string | Buffer>,
  options: Partial<EvidenceOptions> = {},
): Promise<any> {
  return (await evidenceOf(await folderOf(files), options))[name];
}

/** A CycloneDX document with these components. */
export function bomOf(
  components: object[],
  rest: Record<string, unknown> = {},
): string {
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: 'urn:uuid:11111111-2222-4333-8444-555555555555',
    version: 1,
    metadata: {
      timestamp: '2026-09-21T13:20:00Z',
      tools: {
        components: [{ type: 'application', name: 'syft', version: '1.57.0' }],
      },
      component: { type: 'application', name: 'checkout', 'bom-ref': 'root' },
      properties: [{ name: 'waymark:commit', value: commit }],
    },
    components,
    ...rest,
  });
}

/** A program among the project's tools; null where it was not built. */
export function builtTool(name: string): string | null {
  const root = join(__dirname, '..', '..', '..', '..', '..');
  const path = join(root, '.cache', 'tools', 'bin', name);
  return existsSync(path) ? path : null;
}
