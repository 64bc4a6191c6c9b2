import { posix } from 'node:path';
import type { Repository } from '../repository/Repository';
import type { Start } from './startCommand';

/** Text that sets an SDK up, by language. */
const SETS_UP =
  /["'](@opentelemetry\/(sdk-node|sdk-trace[\w-]*|auto-instrumentations-node\/register)|@vercel\/otel)["']|\bstartNodeSDK\b|go\.opentelemetry\.io\/(otel\/sdk\/trace|contrib\/(otelconf|config|exporters\/autoexport))|from\s+opentelemetry\.sdk\b/;

/** Commands that set it up by themselves. */
const WRAPPERS =
  /\bopentelemetry-instrument\b|-javaagent:\S*opentelemetry\S*\.jar|@opentelemetry\/auto-instrumentations-node\/register/;

/** Imports that are followed from the start command. */
const MAX_FILES = 500;

/** The file that sets OpenTelemetry up, when the start command leads to it. */
export async function findBootstrap(
  repository: Repository,
  { commands, variables }: Start,
): Promise<string | null> {
  const options = ['NODE_OPTIONS', 'JAVA_TOOL_OPTIONS'].map(
    name => variables.get(name) ?? '',
  );
  for (const { file, command } of commands) {
    const full = [command, ...options].join(' ');
    if (WRAPPERS.test(full)) {
      return file;
    }
    const found = await followImports(repository, entries(repository, full));
    if (found !== null) {
      return found;
    }
  }
  return commands.some(
    ({ command }) => !/\b(node|python3?|java)\b/.test(command),
  )
    ? goBootstrap(repository)
    : null;
}

/** Source files that the words of a command may mean. */
function entries(repository: Repository, command: string): string[] {
  return command
    .split(/[\s=]+/)
    .map(word => word.replace(/^["']|["']$/g, ''))
    .flatMap(word => {
      const module = /^([\w.]+):\w+$/.exec(word)?.[1] ?? '';
      const python = module ? [`${module.replace(/\./g, '/')}.py`] : [];
      return [word, ...python].flatMap(path => sourceOf(repository, '', path));
    });
}

/** The source of a path, which may name what was built of it. */
function sourceOf(
  repository: Repository,
  folder: string,
  path: string,
): string[] {
  const clean = posix
    .normalize(posix.join(folder, path))
    .replace(/^(\.\/|\/)+/, '');
  const bases = [
    clean,
    clean.replace(/^(app|srv|usr\/src\/app|workspace)\//, ''),
  ];
  const candidates = bases
    .flatMap(base => [base, base.replace(/^(dist|build|lib|out)\//, 'src/')])
    .flatMap(base => {
      const bare = base.replace(/\.[cm]?[jt]sx?$/, '');
      return [
        base,
        ...['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs'].flatMap(end => [
          `${bare}.${end}`,
          `${base}/index.${end}`,
        ]),
        `${base}.py`,
      ];
    });
  const found = candidates.find(candidate => repository.has(candidate));
  return found ? [found] : [];
}

async function followImports(
  repository: Repository,
  starts: string[],
): Promise<string | null> {
  const seen = new Set<string>();
  const waiting = [...starts];
  while (waiting.length > 0 && seen.size < MAX_FILES) {
    const file = waiting.shift() as string;
    const text = seen.has(file) ? null : await repository.textOrNull(file);
    seen.add(file);
    if (text === null) {
      continue;
    }
    if (SETS_UP.test(text)) {
      return file;
    }
    for (const path of importsOf(text)) {
      waiting.push(...sourceOf(repository, posix.dirname(file), path));
    }
  }
  return null;
}

/** Relative imports of JavaScript and Python. */
function importsOf(text: string): string[] {
  const scripts = [
    ...text.matchAll(
      /(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g,
    ),
  ].map(match => match[1]);
  const python = [...text.matchAll(/^\s*from\s+\.?([\w.]+)\s+import\b/gm)].map(
    match => match[1].replace(/\./g, '/'),
  );
  return [...scripts, ...python];
}

/** A program of Go is all of its packages; tests are not in it. */
async function goBootstrap(repository: Repository): Promise<string | null> {
  for (const file of repository.named(/(?<!_test)\.go$/)) {
    const text = await repository.textOrNull(file);
    if (text !== null && SETS_UP.test(text)) {
      return file;
    }
  }
  return null;
}
