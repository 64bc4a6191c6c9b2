import { LocalEvaluator, type PolicyBundle } from '@waymark/policy-engine';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { CliError } from '../errors';
import { findProgram } from '../tools/findProgram';
import { inFolder } from '../tools/inFolder';
import { runTool } from '../tools/runTool';
import type { Engine, EngineName, Rules } from './types';

/**
 * The engine to judge by: the one asked for, or the first of Conftest, OPA and
 * the embedded bundle that is there.
 *
 * @throws CliError `tool.absent` if the one asked for is not there
 */
export async function chooseEngine(
  wanted: EngineName | undefined,
  env: NodeJS.ProcessEnv,
  root: string,
): Promise<Engine> {
  if (wanted !== 'embedded') {
    for (const name of ['conftest', 'opa'] as const) {
      const program =
        wanted && wanted !== name ? undefined : findProgram(name, env, root);
      if (program) {
        const version = await versionOf(program, name);
        const evaluate = name === 'opa' ? opa(program) : conftest(program);
        return { name, version, evaluate };
      }
    }
    if (wanted) {
      throw new CliError(
        'tool.absent',
        `${wanted} is not on the PATH.`,
        'Install it, or leave out --engine.',
      );
    }
  }
  return { name: 'embedded', version: null, evaluate: embedded };
}

async function embedded(evidence: object, { bundle, platform }: Rules) {
  const evaluator = await LocalEvaluator.load(bundle, platform);
  return evaluator.evaluate('golden_path', evidence);
}

function conftest(program: string): Engine['evaluate'] {
  return (evidence, rules) =>
    inFolder(async folder => {
      await layOut(folder, evidence, rules);
      const { stdout, stderr } = await runTool(
        program,
        [
          'test',
          ...['--policy', 'sources', '--data', 'data'],
          ...['--namespace', 'golden_path'],
          ...['--namespace', 'golden_path.report'],
          ...['--output', 'json', '--no-color', '--parser', 'json'],
          'evidence.json',
        ],
        { cwd: folder },
      );
      const rows = parse<ConftestRow[]>(stdout, stderr, 'conftest');
      const report = rows.find(row => row.namespace === 'golden_path.report');
      return report?.warnings?.map(({ metadata }) => metadata.result);
    });
}

interface ConftestRow {
  namespace: string;
  warnings?: { metadata: { result: unknown } }[];
}

function opa(program: string): Engine['evaluate'] {
  return (evidence, rules) =>
    inFolder(async folder => {
      await layOut(folder, evidence, rules);
      const { stdout, stderr } = await runTool(
        program,
        [
          'eval',
          ...['--data', 'sources', '--data', 'data'],
          ...['--input', 'evidence.json', '--format', 'json'],
          'data.golden_path.results',
        ],
        { cwd: folder },
      );
      const answer = parse<OpaAnswer>(stdout, stderr, 'opa');
      return answer.result?.[0]?.expressions[0]?.value;
    });
}

interface OpaAnswer {
  result?: { expressions: { value: unknown }[] }[];
}

/** Rules, data and evidence as files, where nothing of the repository is. */
async function layOut(
  folder: string,
  evidence: object,
  { bundle, platform }: Rules,
): Promise<void> {
  await writeSources(join(folder, 'sources'), bundle);
  await mkdir(join(folder, 'data'));
  await Promise.all([
    writeFile(join(folder, 'data', 'data.json'), bundle.files['data.json']),
    writeFile(
      join(folder, 'data', 'platform.json'),
      JSON.stringify({ platform }),
    ),
    writeFile(join(folder, 'evidence.json'), JSON.stringify(evidence)),
  ]);
}

async function writeSources(folder: string, { sources }: PolicyBundle) {
  for (const [path, text] of Object.entries(sources)) {
    const file = normalize(join(folder, path));
    // Signed, but a path may still not lead out of the folder.
    if (!file.startsWith(folder + sep) || !file.endsWith('.rego')) {
      throw new CliError(
        'platform.bundle',
        `The policy bundle holds a file that is no rule: ${path}`,
      );
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function parse<T>(stdout: string, stderr: string, tool: string): T {
  try {
    return JSON.parse(stdout) as T;
  } catch (cause) {
    throw new CliError(
      'tool.failed',
      `${tool} gave no answer: ${stderr.trim().slice(0, 500) || 'no output'}`,
      undefined,
      { cause },
    );
  }
}

async function versionOf(
  program: string,
  name: 'conftest' | 'opa',
): Promise<string | null> {
  const args = name === 'opa' ? ['version'] : ['--version'];
  const { stdout } = await inFolder(cwd => runTool(program, args, { cwd }));
  return /(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1] ?? null;
}
