import { type Evidence, parseEvidence } from '@waymark/policy-engine';
import type { JSONWebKeySet } from 'jose';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CliError, exitCodes } from '../errors';
import { chooseEngine } from '../judge/engines';
import { judge } from '../judge/judge';
import type { EngineName, Rules } from '../judge/types';
import { formatNames, render, type Told } from '../output/formats';
import { platformRules, shippedRules } from '../platform/rules';
import { SequenceStore } from '../platform/SequenceStore';
import {
  fromFolder,
  fromPortal,
  type PlatformAnswers,
} from '../platform/sources';
import { readJson } from '../tools/files';
import { oneOf, portalOf, required, subjectFlags, text } from './flags';
import {
  type Command,
  type Flags,
  portalOptions,
  type Terminal,
} from './types';

const engineNames: readonly EngineName[] = ['conftest', 'opa', 'embedded'];

export const gate: Command = {
  summary: 'judges the evidence, and refuses by exit code 1',
  options: {
    evidence: { type: 'string', help: 'file; default evidence.json' },
    root: { type: 'string', help: 'folder of the repository; default .' },
    ...portalOptions,
    keys: {
      type: 'string',
      help: 'JWK set by which the portal signs; default: WAYMARK_KEYS',
    },
    offline: {
      type: 'string',
      help: 'folder of recorded answers, in place of the portal',
    },
    record: { type: 'string', help: 'folder to record the answers in' },
    engine: {
      type: 'string',
      help: 'conftest, opa or embedded; default: the first that is there',
    },
    format: {
      type: 'string',
      help: `${formatNames.join(', ')}; default human`,
    },
    output: { type: 'string', help: 'file for the format; default: stdout' },
    verdict: { type: 'string', help: 'file for the verdict as JSON' },
  },
  async run(flags, terminal) {
    const format = oneOf(flags, 'format', formatNames) ?? 'human';
    const wanted = oneOf(flags, 'engine', engineNames);
    const { root } = subjectFlags(flags);
    const evidence = await readEvidence(text(flags, 'evidence'));
    const { entityRef } = evidence.subject;
    const rules = await rulesOf(flags, terminal, entityRef);
    const engine = await chooseEngine(wanted, terminal.env, root);
    const verdict = await judge(evidence, rules, engine);
    const told: Told = {
      verdict,
      rules: new Map(
        rules.bundle.manifest.rules
          .filter(({ domain }) => domain === 'golden_path')
          .map(rule => [rule.id, rule]),
      ),
      entityRef,
      colour: terminal.colour,
    };
    await put(flags, 'verdict', `${JSON.stringify(verdict, null, 2)}\n`);
    const rendered = render(format, told);
    if (!(await put(flags, 'output', rendered))) {
      terminal.out(rendered);
    }
    return verdict.decision === 'pass' ? exitCodes.pass : exitCodes.refused;
  },
};

async function readEvidence(file = 'evidence.json'): Promise<Evidence> {
  const value = await readJson(resolve(file));
  try {
    return parseEvidence(value);
  } catch (cause) {
    throw new CliError(
      'evidence.invalid',
      `${file} is no valid evidence: ${(cause as Error).message}`,
      'Make it by waymark evidence, and leave it unchanged.',
      { cause },
    );
  }
}

async function rulesOf(
  flags: Flags,
  { env, err }: Terminal,
  entityRef: string,
): Promise<Rules> {
  const answers = answersOf(flags, env);
  if (!answers) {
    err(
      'No portal: judging by the rules that come with this program, without exceptions.\n',
    );
    return shippedRules();
  }
  const keysFile = text(flags, 'keys') ?? env.WAYMARK_KEYS;
  if (!keysFile) {
    throw new CliError(
      'platform.keys',
      'The keys by which the portal signs are not known.',
      'Name a file with its JWK set by --keys or WAYMARK_KEYS.',
    );
  }
  return platformRules({
    answers: await recorded(flags, answers, entityRef),
    keys: (await readJson(resolve(keysFile))) as JSONWebKeySet,
    entityRef,
    sequences: new SequenceStore(
      join(
        env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'),
        'waymark',
        'snapshots.json',
      ),
    ),
  });
}

function answersOf(
  flags: Flags,
  env: NodeJS.ProcessEnv,
): PlatformAnswers | undefined {
  const folder = text(flags, 'offline');
  if (folder) {
    return fromFolder(resolve(folder));
  }
  const access = portalOf(flags, env);
  return access && fromPortal(access);
}

/** The same answers, kept for --offline where that is asked for. */
async function recorded(
  flags: Flags,
  answers: PlatformAnswers,
  entityRef: string,
): Promise<PlatformAnswers> {
  if (!text(flags, 'record')) {
    return answers;
  }
  const folder = resolve(required(flags, 'record'));
  await mkdir(folder, { recursive: true });
  const bundle = await answers.bundle();
  const snapshot = await answers.snapshot(entityRef);
  await writeFile(join(folder, 'policy.jws'), bundle);
  await writeFile(join(folder, 'exceptions.jws'), snapshot);
  return { bundle: async () => bundle, snapshot: async () => snapshot };
}

async function put(
  flags: Flags,
  name: string,
  content: string,
): Promise<boolean> {
  const file = text(flags, name);
  if (!file) {
    return false;
  }
  await writeFile(resolve(file), content);
  return true;
}
