import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readSubject } from '../context/context';
import { CliError, exitCodes } from '../errors';
import { readJson } from '../tools/files';
import { findProgram } from '../tools/findProgram';
import { inFolder } from '../tools/inFolder';
import { runTool } from '../tools/runTool';
import { subjectFlags, text } from './flags';
import { type Command, subjectOptions } from './types';

/** What Syft is told; a `.syft.yaml` of the repository is not read. */
const syftConfig = `check-for-app-update: false
exclude: []
enrich: []
`;

interface Bom {
  serialNumber?: string;
  metadata?: {
    timestamp?: string;
    component?: Record<string, unknown>;
    properties?: { name: string; value: string }[];
  };
  dependencies?: { ref: string }[];
}

export const sbom: Command = {
  summary: 'makes the SBOM of the repository with Syft',
  options: {
    ...subjectOptions,
    output: { type: 'string', help: 'file; default sbom.cdx.json' },
    'artifact-digest': {
      type: 'string',
      help: 'sha256: of the artifact that was built, if one was',
    },
  },
  async run(flags, { env, err, out }) {
    const subject = await readSubject(subjectFlags(flags), env);
    const program = findProgram('syft', env, subject.root);
    if (!program) {
      throw new CliError(
        'tool.absent',
        'syft is not on the PATH.',
        'Install Syft, or hand an SBOM of your own to waymark evidence by --sbom.',
      );
    }
    err(`Looking for packages in ${subject.root}\n`);
    const bom = await scan(program, subject.root);
    const digest = text(flags, 'artifact-digest');
    const named = identify(bom, subject, digest);
    const file = resolve(text(flags, 'output') ?? 'sbom.cdx.json');
    await writeFile(file, `${JSON.stringify(named, null, 2)}\n`);
    out(`${file}\n`);
    return exitCodes.pass;
  },
};

function scan(program: string, root: string): Promise<Bom> {
  return inFolder(async cwd => {
    await writeFile(join(cwd, 'syft.yaml'), syftConfig);
    const { exitCode, stderr } = await runTool(
      program,
      [
        'scan',
        `dir:${root}`,
        ...['--config', 'syft.yaml', '--quiet'],
        ...['--output', 'cyclonedx-json@1.6=bom.json'],
      ],
      { cwd },
    );
    if (exitCode !== 0) {
      throw new CliError(
        'tool.failed',
        `syft ended with ${exitCode}: ${stderr.trim().slice(0, 500)}`,
      );
    }
    return (await readJson(join(cwd, 'bom.json'))) as Bom;
  });
}

/** The root becomes the service, at its commit. */
function identify(
  bom: Bom,
  { commit, entityRef }: { commit: string; entityRef: string },
  digest: string | undefined,
): Bom {
  const name = entityRef.slice(entityRef.indexOf('/') + 1);
  const before = bom.metadata?.component?.['bom-ref'];
  const properties = [
    { name: 'waymark:entityRef', value: entityRef },
    { name: 'waymark:commit', value: commit },
    ...(digest ? [{ name: 'waymark:artifactDigest', value: digest }] : []),
  ];
  return {
    ...bom,
    serialNumber: bom.serialNumber ?? `urn:uuid:${randomUUID()}`,
    metadata: {
      ...bom.metadata,
      timestamp: bom.metadata?.timestamp ?? new Date().toISOString(),
      component: {
        'bom-ref': before ?? entityRef,
        type: 'application',
        name,
        version: commit,
      },
      properties: [...(bom.metadata?.properties ?? []), ...properties],
    },
  };
}
