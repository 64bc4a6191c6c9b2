import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Registries } from './registries';
import { run } from './run';
import type { Ecosystem, Target } from './targets';
import type { Tools } from './tools';

/** What every maker gets. */
export interface MakerContext {
  target: Target;
  tools: Tools;
  registries: Registries;
  /** Root of this project. */
  root: string;
  /** The service's manifest and lock file. */
  source: string;
  /** An empty folder of its own, in which it works. */
  folder: string;
  /** File to write the document to, outside the folder. */
  output: string;
}

async function npm(context: MakerContext): Promise<void> {
  const { target, tools, source, folder, output } = context;
  await cp(source, folder, { recursive: true });
  // An image is built with `npm ci --omit=dev`.
  const omit = target.slot === 'image' ? ['--omit', 'dev'] : [];
  const form = ['--sv', target.specVersion, '--of', target.format];
  const args = ['--package-lock-only', ...omit, ...form, '-o', output];
  // Started by Yarn, the tool would take Yarn for npm.
  await run(tools.npm, args, { cwd: folder, env: { npm_execpath: '' } });
}

async function yarn(context: MakerContext): Promise<void> {
  const { target, tools, root, source, folder, output } = context;
  for (const file of ['package.json', 'yarn.lock', '.yarnrc.yml']) {
    await cp(path.join(root, file), path.join(folder, file));
  }
  for (const group of ['packages', 'plugins']) {
    for (const name of await readdir(path.join(root, group))) {
      const manifest = path.join(group, name, 'package.json');
      await mkdir(path.join(folder, group, name), { recursive: true });
      await cp(path.join(root, manifest), path.join(folder, manifest));
    }
  }
  // The earlier state is today's lock file with some packages held back.
  if (target.state === '2026-08') {
    const held = await readFile(path.join(source, 'held.json'), 'utf8');
    const file = path.join(folder, 'package.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    Object.assign(manifest.resolutions, JSON.parse(held));
    await writeFile(file, JSON.stringify(manifest));
    const args = ['install', '--mode=update-lockfile'];
    await run('yarn', args, {
      cwd: folder,
      env: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
    });
  }
  const form = [
    '--sv',
    target.specVersion,
    '--of',
    target.format.toUpperCase(),
  ];
  await run(tools.yarn, ['--short-PURLs', ...form, '-o', output], {
    cwd: folder,
  });
}

async function pythonEnvironment(context: MakerContext): Promise<void> {
  const { target, tools, source, folder, output } = context;
  await run('python3', ['-m', 'venv', '--without-pip', '.venv'], {
    cwd: folder,
  });
  const python = path.join(folder, '.venv', 'bin', 'python');
  const requirements = path.join(source, 'requirements.txt');
  const install = ['install', '--quiet', '--no-deps', '-r', requirements];
  await run('python3', ['-m', 'pip', '--python', python, ...install], {
    cwd: folder,
  });
  const form = ['--sv', target.specVersion, '--of', target.format];
  const project = ['--pyproject', path.join(source, 'pyproject.toml')];
  const args = ['environment', python, ...project, ...form, '-o', output];
  await run(tools.python, args, { cwd: folder });
}

async function pythonRequirements(context: MakerContext): Promise<void> {
  const { target, tools, source, folder, output } = context;
  const form = ['--sv', target.specVersion, '--of', target.format];
  const project = ['--pyproject', path.join(source, 'pyproject.toml')];
  const requirements = path.join(source, 'requirements.txt');
  const args = ['requirements', requirements, ...project, ...form];
  await run(tools.python, [...args, '-o', output], { cwd: folder });
  await dropGraph(output);
}

/**
 * A list does not say what needs what; the tool writes down that nothing needs
 * anything, which would be read as a service without a direct dependency.
 */
async function dropGraph(file: string): Promise<void> {
  const document = JSON.parse(await readFile(file, 'utf8'));
  delete document.dependencies;
  await writeFile(file, JSON.stringify(document));
}

async function go(context: MakerContext): Promise<void> {
  const { target, tools, source, folder, output } = context;
  await cp(source, folder, { recursive: true });
  const form = [
    '-licenses',
    '-assert-licenses',
    ...(target.format === 'json' ? ['-json'] : []),
    '-output-version',
    target.specVersion,
    '-output',
    output,
  ];
  if (target.slot === 'source') {
    const args = ['mod', '-type', 'application', ...form, folder];
    await run(tools.go, args, { cwd: folder });
    return;
  }
  // What an image holds is the binary: only what was linked into it.
  const binary = path.join(folder, target.service);
  const build = ['build', '-trimpath', '-o', binary, '.'];
  await run('go', build, { cwd: folder, env: { CGO_ENABLED: '0' } });
  const version = `v${target.state.replace('-', '.')}.0`;
  const args = ['bin', '-version', version, ...form, binary];
  await run(tools.go, args, { cwd: folder });
}

async function maven(context: MakerContext): Promise<void> {
  const { target, tools, source, folder, output } = context;
  await cp(source, folder, { recursive: true });
  const { dir, name } = path.parse(output);
  await run(
    'mvn',
    [
      '-q',
      tools.mavenGoal,
      `-DschemaVersion=${target.specVersion}`,
      `-DoutputFormat=${target.format}`,
      `-DoutputDirectory=${dir}`,
      `-DoutputName=${name}`,
    ],
    { cwd: folder },
  );
}

async function cargo(context: MakerContext): Promise<void> {
  const { target, tools, registries, source, folder, output } = context;
  await cp(source, folder, { recursive: true });
  const lock = path.join(folder, 'Cargo.lock');
  const text = await readFile(lock, 'utf8');
  const full = `source = "${registries.cargoSource}"`;
  await writeFile(lock, text.replaceAll('source = "registry"', full));
  await run('cargo', ['fetch', '--locked'], { cwd: folder });
  const { name } = path.parse(output);
  const form = ['--spec-version', target.specVersion, '-f', target.format];
  const args = ['cyclonedx', ...form, '--override-filename', name];
  await run(tools.cargo, args, { cwd: folder });
  const made = path.join(folder, `${name}.${target.format}`);
  await cp(made, output);
  await rm(made);
}

/** The maker of each ecosystem; rejects when its tool fails. */
export const makers: Record<
  Ecosystem,
  (context: MakerContext) => Promise<void>
> = {
  npm,
  yarn,
  'python-environment': pythonEnvironment,
  'python-requirements': pythonRequirements,
  go,
  maven,
  cargo,
};
