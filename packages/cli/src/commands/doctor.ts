import { findProgram } from '../tools/findProgram';
import { inFolder } from '../tools/inFolder';
import { runTool } from '../tools/runTool';
import { exitCodes } from '../errors';
import { readSubject } from '../context/context';
import { shippedRules } from '../platform/rules';
import { fromPortal } from '../platform/sources';
import { portalOf, subjectFlags } from './flags';
import { type Command, portalOptions, subjectOptions } from './types';

interface Check {
  readonly name: string;
  readonly found: string | null;
  /** Without it, no verdict or a worse one. */
  readonly hint: string;
  readonly needed: boolean;
}

const tools = [
  {
    name: 'git',
    args: ['--version'],
    hint: 'commits must be named by --commit',
  },
  { name: 'syft', args: ['--version'], hint: 'no SBOM by waymark sbom' },
  {
    name: 'gitleaks',
    args: ['version'],
    hint: 'GP040 is unknown, and refuses',
  },
  {
    name: 'conftest',
    args: ['--version'],
    hint: 'OPA or the embedded rules judge',
  },
  {
    name: 'opa',
    args: ['version'],
    hint: 'Conftest or the embedded rules judge',
  },
  {
    name: 'kustomize',
    args: ['version'],
    hint: 'manifests are read unrendered',
  },
];

export const doctor: Command = {
  summary: 'says what is there and what is missing',
  options: { ...subjectOptions, ...portalOptions },
  async run(flags, { env, out }) {
    const subject = subjectFlags(flags);
    const access = portalOf(flags, env);
    const portal = access && fromPortal(access);
    const checks: Check[] = [
      ...(await Promise.all(
        tools.map(async ({ name, args, hint }) => ({
          name,
          found: await versionOf(name, args, env, subject.root),
          hint,
          needed: false,
        })),
      )),
      {
        name: 'entity',
        ...(await told(
          async () => (await readSubject(subject, env)).entityRef,
        )),
        needed: true,
      },
      {
        name: 'rules',
        ...(await told(async () => (await shippedRules()).bundle.digest)),
        needed: true,
      },
      {
        name: 'portal',
        ...(portal
          ? await told(
              async () => `${(await portal.bundle()).length} bytes of rules`,
            )
          : {
              found: null,
              hint: 'the rules that come with this program judge',
            }),
        needed: portal !== undefined,
      },
    ];
    checks.forEach(({ name, found, hint }) =>
      out(
        `${found ? '✓' : '–'} ${name.padEnd(10)} ${
          found ?? `absent: ${hint}`
        }\n`,
      ),
    );
    return checks.some(({ found, needed }) => needed && !found)
      ? exitCodes.notJudged
      : exitCodes.pass;
  },
};

async function versionOf(
  name: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  root: string,
): Promise<string | null> {
  const program = findProgram(name, env, root);
  if (!program) {
    return null;
  }
  const { stdout } = await inFolder(cwd => runTool(program, args, { cwd }));
  return /v?\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] ?? program;
}

async function told(ask: () => Promise<string>) {
  try {
    return { found: await ask(), hint: '' };
  } catch (error) {
    return { found: null, hint: (error as Error).message };
  }
}
