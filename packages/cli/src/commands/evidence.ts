import type { Evidence } from '@waymark/policy-engine';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readSubject } from '../context/context';
import { exitCodes } from '../errors';
import { buildEvidence } from '../evidence/buildEvidence';
import { findProgram } from '../tools/findProgram';
import { subjectFlags, text } from './flags';
import {
  type Command,
  type Flags,
  subjectOptions,
  type Terminal,
} from './types';

const evidenceOptions = {
  ...subjectOptions,
  sbom: { type: 'string', help: 'SBOM of the service; default: none' },
  vulnerabilities: {
    type: 'string',
    help: 'CycloneDX document of a scanner (Grype, Trivy)',
  },
  'artifact-digest': {
    type: 'string',
    help: 'sha256: of the artifact that was built, if one was',
  },
  environment: { type: 'string', help: 'where it is deployed to' },
} as const;

/** The evidence of a repository, with what is told on the way. */
async function collect(
  flags: Flags,
  { env, err }: Terminal,
  { llmProxyHosts = [] }: { llmProxyHosts?: string[] } = {},
): Promise<Evidence> {
  const subject = await readSubject(subjectFlags(flags), env);
  return buildEvidence({
    ...subject,
    artifactDigest: text(flags, 'artifact-digest') ?? null,
    evaluatedAt: Math.floor(Date.now() / 1_000),
    environment: text(flags, 'environment') ?? null,
    sbomFile: fileOf(flags, 'sbom'),
    vulnerabilitiesFile: fileOf(flags, 'vulnerabilities'),
    gitleaks: findProgram('gitleaks', env, subject.root),
    kustomize: findProgram('kustomize', env, subject.root),
    platform: { llmProxyHosts },
    onStep: step => err(`${step}\n`),
  });
}

function fileOf(flags: Flags, name: string): string | null {
  const file = text(flags, name);
  return file === undefined ? null : resolve(file);
}

export const evidence: Command = {
  summary: 'collects what the rules judge',
  options: {
    ...evidenceOptions,
    output: { type: 'string', help: 'file; default evidence.json' },
  },
  async run(flags, terminal) {
    const document = await collect(flags, terminal);
    const file = resolve(text(flags, 'output') ?? 'evidence.json');
    await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
    terminal.out(`${file}\n`);
    return exitCodes.pass;
  },
};
