import { readInstructions } from '../images/dockerfile';
import { dockerfiles } from '../images/images';
import type { ManifestSource } from '../manifests/ManifestSource';
import { containersOf } from '../manifests/workloads';
import type { Repository } from '../repository/Repository';
import { array, at, flatMapAsync, string, strings } from '../repository/values';

/** How the service is started, and in which environment. */
interface StartCommand {
  /** Where the command stands. */
  file: string;
  command: string;
}

/** What starts the service, and the variables that it starts with. */
export interface Start {
  commands: StartCommand[];
  /** Variables that images, manifests and the command itself set. */
  variables: Map<string, string>;
}

/** Reads the start command: of the image first, else of the package. */
export async function readStart(
  repository: Repository,
  source: ManifestSource,
): Promise<Start> {
  const variables = new Map<string, string>();
  const images = await flatMapAsync(dockerfiles(repository), async file =>
    imageCommand(file, await repository.text(file), variables),
  );
  const manifests = await flatMapAsync(
    await source.files(),
    async ({ file, documents }) =>
      containersOf(file, documents).flatMap(({ container, init }) =>
        init ? [] : containerCommand(file, container, variables),
      ),
  );
  const scripts = await packageCommand(repository);
  const first = [...manifests, ...images];
  const commands = followScripts(first.length > 0 ? first : scripts, scripts);
  return { commands, variables };
}

/** Only the last stage of a Dockerfile is what runs. */
function imageCommand(
  file: string,
  text: string,
  variables: Map<string, string>,
): StartCommand[] {
  let entry = '';
  let command = '';
  const own = new Map<string, string>();
  for (const { name, text: rest } of readInstructions(text)) {
    if (name === 'FROM') {
      [entry, command] = ['', ''];
      own.clear();
    } else if (name === 'ENTRYPOINT') {
      entry = words(rest);
    } else if (name === 'CMD') {
      command = words(rest);
    } else if (name === 'ENV') {
      for (const [, key, quoted, bare] of rest.matchAll(
        /(\w+)(?:=|\s+)(?:"([^"]*)"|(\S+))/g,
      )) {
        own.set(key, quoted ?? bare);
      }
    }
  }
  own.forEach((value, key) => variables.set(key, value));
  const joined = `${entry} ${command}`.trim();
  return joined ? [{ file, command: joined }] : [];
}

/** A command in its JSON form, or as the shell takes it. */
function words(text: string): string {
  try {
    return strings(JSON.parse(text)).join(' ');
  } catch {
    return text;
  }
}

function containerCommand(
  file: string,
  container: unknown,
  variables: Map<string, string>,
): StartCommand[] {
  for (const variable of array(at(container, 'env'))) {
    const name = string(at(variable, 'name'));
    if (name) {
      // A value from elsewhere is a value all the same.
      variables.set(name, string(at(variable, 'value')) ?? `\${${name}}`);
    }
  }
  const command = ['command', 'args'].flatMap(key =>
    strings(at(container, key)),
  );
  return at(container, 'command') !== undefined
    ? [{ file, command: command.join(' ') }]
    : [];
}

async function packageCommand(repository: Repository): Promise<StartCommand[]> {
  const file = 'package.json';
  if (!repository.has(file)) {
    return [];
  }
  const start = string(at(await repository.json(file), 'scripts', 'start'));
  return start ? [{ file, command: start }] : [];
}

/** `npm start` is what the package says that it is. */
function followScripts(
  commands: StartCommand[],
  scripts: StartCommand[],
): StartCommand[] {
  return commands.flatMap(held =>
    /^(npm|yarn|pnpm)\s+(run\s+)?start\b/.test(held.command) &&
    scripts.length > 0
      ? scripts
      : [held],
  );
}
