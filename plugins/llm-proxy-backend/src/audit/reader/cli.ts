import type { JWK } from 'jose';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Checkpoint, publicKeys, verifyCheckpoint } from '../checkpoint';
import { readCipher } from '../cipher';
import { nodeFiles } from '../files';
import type { AuditRecord } from '../types';
import type { WriterReport } from './findings';
import { read, type ReadOptions, verify } from './verify';

const USAGE = `waymark-audit verify <directory> [--key <file>] [--public-key <file>]
                     [--checkpoints <file>] [--json]
waymark-audit print <directory> [--key <file>] [--since <instant>] [--json]

  --key          JWK or JWK set that decrypts records
  --public-key   JWK or JWK set that checkpoints are verified with; when left
                 out, the keys in the directory itself are taken
  --checkpoints  checkpoints kept elsewhere, one JWS a line (column jws of the
                 table audit_checkpoint): finds what was cut off, too
  --since        ISO 8601

Exit status: 0 all is as it was written, 1 something is missing or altered,
2 wrong usage, 3 the directory or a key cannot be read.
`;

/**
 * Where the command writes.
 *
 * @public
 */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

class UsageError extends Error {}

interface Options extends ReadOptions {
  readonly command: string;
  readonly json: boolean;
  readonly since: number;
  readonly ownKeys: boolean;
}

/**
 * The command `waymark-audit`; resolves with the exit status.
 *
 * @public
 */
export async function main(
  args: readonly string[],
  output: Output,
): Promise<number> {
  let options: Options;
  try {
    options = await readOptions(args);
  } catch (error) {
    const { message } = error as Error;
    const wrong = error instanceof UsageError;
    output.err(wrong ? `${message}\n\n${USAGE}` : `${message}\n`);
    return wrong ? 2 : 3;
  }
  try {
    return options.command === 'verify'
      ? await runVerify(options, output)
      : await runPrint(options, output);
  } catch (error) {
    output.err(`${(error as Error).message}\n`);
    return 3;
  }
}

async function readOptions(args: readonly string[]): Promise<Options> {
  const { positionals, values } = parse(args);
  const [command, directory, ...more] = positionals;
  if (!['verify', 'print'].includes(command) || !directory || more.length) {
    throw new UsageError('Say verify or print, and one directory.');
  }
  const since = values.since ? Date.parse(values.since) : -Infinity;
  if (Number.isNaN(since)) {
    throw new UsageError(`Not an instant: ${values.since}`);
  }
  if (!(await nodeFiles.info(directory))) {
    throw new Error(`There is no directory ${directory}`);
  }
  const keys = await readPublicKeys(directory, values['public-key']);
  return {
    command,
    directory,
    since,
    files: nodeFiles,
    json: values.json ?? false,
    cipher: values.key ? await readCipher(values.key) : null,
    publicKeys: keys,
    ownKeys: values['public-key'] === undefined,
    checkpoints: await readKept(values.checkpoints, keys),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        'public-key': { type: 'string' },
        checkpoints: { type: 'string' },
        since: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function readPublicKeys(
  directory: string,
  file: string | undefined,
): Promise<Map<string, JWK>> {
  const names = file
    ? [file]
    : (await nodeFiles.list(directory))
        .filter(name => /^public-.*\.json$/.test(name))
        .map(name => join(directory, name));
  const sets = names.map(async name => {
    try {
      return await publicKeys(JSON.parse(await readFile(name, 'utf8')));
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`);
    }
  });
  return new Map((await Promise.all(sets)).flatMap(set => [...set]));
}

async function readKept(
  file: string | undefined,
  keys: ReadonlyMap<string, JWK>,
): Promise<Checkpoint[]> {
  const text = file ? await readFile(file, 'utf8') : '';
  const lines = text.split('\n').filter(line => line.trim() !== '');
  return Promise.all(lines.map(line => verifyCheckpoint(line.trim(), keys)));
}

async function runVerify(options: Options, output: Output): Promise<number> {
  let found = 0;
  let writers = 0;
  for await (const report of verify(options)) {
    writers += 1;
    found += report.findings.length;
    output.out(
      options.json ? `${JSON.stringify(report)}\n` : reportText(report),
    );
  }
  if (writers === 0) {
    throw new Error(`There is no log in ${options.directory}`);
  }
  if (options.ownKeys) {
    output.err(
      'The checkpoints were verified with keys from the directory itself; ' +
        'give --public-key to exclude that both were replaced.\n',
    );
  }
  if (!options.json) {
    output.out(
      found === 0
        ? 'All is as it was written.\n'
        : `${found} ${found === 1 ? 'finding' : 'findings'}.\n`,
    );
  }
  return found === 0 ? 0 : 1;
}

function reportText(report: WriterReport): string {
  const { writer, records, signed, retired, closed } = report;
  const parts = [
    `${records} records`,
    `signed up to ${signed}`,
    ...(retired ? [`${retired} removed by retention`] : []),
    ...(closed ? ['closed'] : []),
  ];
  const lines = [
    `${writer}: ${parts.join(', ')}`,
    ...report.findings.map(({ kind, text }) => `  ${kind}: ${text}`),
    ...report.notes.map(text => `  note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What is printed is verified too: the exit status tells. */
async function runPrint(options: Options, output: Output): Promise<number> {
  for await (const { writer, n, record } of read(options, options.since)) {
    output.out(
      options.json
        ? `${JSON.stringify({ writer, n, ...record })}\n`
        : `${writer} ${n} ${recordText(record)}\n`,
    );
  }
  let found = 0;
  for await (const report of verify(options)) {
    for (const { writer, kind, text } of report.findings) {
      found += 1;
      output.err(`${writer}: ${kind}: ${text}\n`);
    }
  }
  return found === 0 ? 0 : 1;
}

function recordText(record: AuditRecord): string {
  const at = new Date(record.at).toISOString();
  switch (record.type) {
    case 'intent': {
      const { subject, team } = record.party;
      return `${at} intent ${record.attemptId} ${subject} ${team ?? '-'} ${
        record.alias
      } ${record.provider}/${record.model} held=${record.held}`;
    }
    case 'completion':
      return `${at} completion ${record.attemptId} ${record.outcome} ${record.end} amount=${record.amount}`;
    case 'denial':
      return `${at} denial ${record.id} ${record.party?.subject ?? '-'} ${
        record.stage
      } ${record.status} ${record.code} ${record.rule ?? '-'}`;
    default:
      return `${at} act ${record.id} ${record.by} ${
        record.what
      } ${JSON.stringify(record.detail)}`;
  }
}
