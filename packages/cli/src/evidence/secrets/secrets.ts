import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { at, isRecord, type Json, string } from '../repository/values';
import { EvidenceFault, SectionGap } from '../sections';
import type { ItemOf, SectionContent } from '../types';
import { runTool } from '../runTool';
import { gitleaksConfig } from './rules';

/** Where the findings come from. */
export interface SecretsSource {
  root: string;
  /** JSON report of gitleaks, when a step before made it. */
  report: string | null;
  /** Path of the gitleaks program. */
  gitleaks: string | null;
  /** True of files of the commit; others in the folder are a pipeline's own. */
  isHeld: (path: string) => boolean;
}

/**
 * Secrets in the tree, by gitleaks under the platform's configuration. The
 * values never leave gitleaks.
 */
export async function readSecrets(
  source: SecretsSource,
): Promise<SectionContent<'secrets'>> {
  if (source.report !== null) {
    const text = await readFile(source.report, 'utf8').catch(() => {
      throw new EvidenceFault('The report of gitleaks is not there');
    });
    return { items: findingsOf(text, source.root) };
  }
  if (source.gitleaks === null) {
    throw new SectionGap('absent');
  }
  const items = await scan(source.root, source.gitleaks);
  return { items: items.filter(({ file }) => source.isHeld(file)) };
}

async function scan(
  root: string,
  gitleaks: string,
): Promise<ItemOf<'secrets'>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-secrets-'));
  try {
    const config = join(folder, 'gitleaks.toml');
    const report = join(folder, 'report.json');
    const tree = join(folder, 'tree');
    await writeFile(config, gitleaksConfig);
    // gitleaks reads `.gitleaksignore` of the tree whatever it is told, and
    // compares it by path: under a path that nobody can foresee it fits none.
    await symlink(resolve(root), tree, 'dir');
    await runTool(
      gitleaks,
      [
        'dir',
        `${tree}/.`,
        '--config',
        config,
        '--gitleaks-ignore-path',
        join(folder, 'none'),
        '--ignore-gitleaks-allow',
        '--report-format',
        'json',
        '--report-path',
        report,
        '--exit-code',
        '0',
        '--redact',
        '--no-banner',
        '--no-color',
        '--log-level',
        'error',
      ],
      folder,
    );
    return findingsOf(await readFile(report, 'utf8'), tree);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads a report of gitleaks, without what it found. */
function findingsOf(text: string, root: string): ItemOf<'secrets'>[] {
  let report: Json;
  try {
    report = JSON.parse(text);
  } catch {
    throw new EvidenceFault('The report of gitleaks is not JSON');
  }
  if (!Array.isArray(report) || !report.every(isRecord)) {
    throw new EvidenceFault('The report of gitleaks is not a list of findings');
  }
  const items = report.map(finding => {
    const rule = string(finding.RuleID);
    const path = string(finding.File);
    if (!rule || !path) {
      throw new EvidenceFault('A finding of gitleaks has no rule or no file');
    }
    const file = isAbsolute(path) ? relative(root, path) : path;
    const start = at(finding, 'StartLine');
    const line =
      Number.isInteger(start) && Number(start) > 0 ? Number(start) : null;
    const fingerprint = `gitleaks:${rule}:${file}:${line ?? 0}`;
    return { rule, file, line, fingerprint };
  });
  return [...new Map(items.map(item => [item.fingerprint, item])).values()];
}
