import { PolicyEngineError } from '@waymark/policy-engine';
import { parseArgs } from 'node:util';
import { doctor } from './commands/doctor';
import { evidence } from './commands/evidence';
import { gate } from './commands/gate';
import { sbom } from './commands/sbom';
import type { Command, Flags, Terminal } from './commands/types';
import { upload } from './commands/upload';
import { CliError, exitCodes } from './errors';

const commands: Readonly<Record<string, Command>> = {
  sbom,
  evidence,
  gate,
  upload,
  doctor,
};

/** Runs a command line; the exit code. */
export async function run(
  [name, ...rest]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const command = Object.hasOwn(commands, name ?? '')
    ? commands[name]
    : undefined;
  if (!command) {
    const asked = name === undefined || /^(--help|-h|help)$/.test(name);
    (asked ? terminal.out : terminal.err)(overview());
    return asked ? exitCodes.pass : exitCodes.usage;
  }
  try {
    const flags = read(command, rest);
    if (flags.help) {
      terminal.out(help(name, command));
      return exitCodes.pass;
    }
    return await command.run(flags, terminal);
  } catch (error) {
    return tell(error, terminal);
  }
}

function read(command: Command, args: readonly string[]): Flags {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
    });
    return values as Flags;
  } catch (cause) {
    throw new CliError('usage', (cause as Error).message, undefined, { cause });
  }
}

function tell(error: unknown, { err, env }: Terminal): number {
  const { code, hint } = error as { code?: string; hint?: string };
  const known = error instanceof CliError || error instanceof PolicyEngineError;
  err(`${known ? code : 'internal'}: ${(error as Error).message}\n`);
  if (hint) {
    err(`${hint}\n`);
  }
  if (env.WAYMARK_DEBUG) {
    err(`${(error as Error).stack}\n${(error as Error).cause ?? ''}\n`);
  }
  return code === 'usage' ? exitCodes.usage : exitCodes.notJudged;
}

function overview(): string {
  const rows = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`,
  );
  return `waymark <command> [options]

${rows.join('\n')}

Exit codes: 0 passes, 1 refused, 2 could not judge, 64 not understood.
waymark <command> --help lists the options.
`;
}

function help(name: string, { options, summary }: Command): string {
  const rows = Object.entries(options).map(
    ([option, { help: text }]) => `  ${`--${option}`.padEnd(20)} ${text}`,
  );
  return `waymark ${name} [options]: ${summary}\n\n${rows.join('\n')}\n`;
}
