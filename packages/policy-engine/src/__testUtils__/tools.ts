import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './corpus';

const run = promisify(execFile);

/** What the engines of CI load. */
const policyPaths = ['lib', 'golden_path', 'llm'].map(name =>
  join(root, 'policy', name),
);
const dataPath = join(root, 'policy', 'data.json');
const ignored = '.*_test\\.rego';

/** Where a program lies on the PATH; says so where it is absent. */
export function findProgram(name: string): string | undefined {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(existsSync);
  if (!found) {
    process.stderr.write(`SKIPPED: ${name} is not on the PATH\n`);
  }
  return found;
}

/** What `opa eval` answers for each file. */
export async function opaEval(
  opa: string,
  files: string[],
  domain: string,
): Promise<unknown[]> {
  const sources = [...policyPaths, dataPath].flatMap(path => ['--data', path]);
  const answers: unknown[] = [];
  for (const file of files) {
    const { stdout } = await run(
      opa,
      [
        'eval',
        ...['--format', 'json', '--ignore', '*_test.rego'],
        ...sources,
        ...['--input', file, `data.${domain}.results`],
      ],
      { maxBuffer: 1 << 28 },
    );
    answers.push(JSON.parse(stdout).result[0].expressions[0].value);
  }
  return answers;
}

interface ConftestRow {
  filename: string;
  warnings?: Array<{ metadata: { result: unknown } }>;
}

/** What Conftest answers for each file: it derives all results itself. */
export async function conftest(
  program: string,
  files: string[],
  cwd: string,
): Promise<unknown[]> {
  const { stdout } = await run(
    program,
    [
      'test',
      ...policyPaths.flatMap(path => ['--policy', path]),
      ...['--data', dataPath, '--namespace', 'golden_path.report'],
      ...['--ignore', ignored, '--output', 'json', '--no-color', '--no-fail'],
      ...files,
    ],
    { cwd, maxBuffer: 1 << 28 },
  );
  const rows = new Map(
    (JSON.parse(stdout) as ConftestRow[]).map(row => [row.filename, row]),
  );
  return files.map(file =>
    rows.get(file)?.warnings?.map(({ metadata }) => metadata.result),
  );
}

/** An OPA server on loopback with the sources loaded. */
export async function startOpa(
  opa: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(
    opa,
    [
      'run',
      ...['--server', '--addr', `127.0.0.1:${port}`, '--log-level', 'error'],
      ...['--ignore', '*_test.rego', '--disable-telemetry'],
      ...policyPaths,
      dataPath,
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child);
  return {
    url,
    stop: () =>
      new Promise(resolve => {
        child.once('close', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`The OPA server ended with ${child.exitCode}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address ? address.port : 0),
      );
    });
  });
}
