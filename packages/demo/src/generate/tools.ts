import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run';

/**
 * The ecosystems' own CycloneDX tools, by exact version. Go, Cargo, Python 3.11,
 * Java with Maven, npm and Yarn must be on the machine.
 */
const versions = {
  npm: '@cyclonedx/cyclonedx-npm@4.2.1',
  yarn: '@cyclonedx/yarn-plugin-cyclonedx@3.4.0',
  python: 'cyclonedx-bom==7.5.0',
  go: 'github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0',
  maven: 'org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeAggregateBom',
  cargo: { name: 'cargo-cyclonedx', version: '0.5.9' },
};

/** Commands of the installed tools. */
export interface Tools {
  npm: string;
  yarn: string;
  python: string;
  go: string;
  mavenGoal: string;
  cargo: string;
}

/** Installs what is missing below `folder`, which is kept from run to run. */
export async function installTools(
  folder: string,
  log: (line: string) => void,
): Promise<Tools> {
  const node = path.join(folder, 'npm', 'node_modules', '.bin');
  const tools: Tools = {
    npm: path.join(node, 'cyclonedx-npm'),
    yarn: path.join(node, 'cyclonedx-yarn'),
    python: path.join(folder, 'python', 'bin', 'cyclonedx-py'),
    go: path.join(folder, 'go', 'cyclonedx-gomod'),
    mavenGoal: versions.maven,
    cargo: path.join(folder, 'cargo', 'bin', 'cargo-cyclonedx'),
  };
  await mkdir(folder, { recursive: true });
  const options = { cwd: folder };
  const missing = (command: string) => {
    const absent = !existsSync(command);
    if (absent) {
      log(`installing ${path.basename(command)}`);
    }
    return absent;
  };
  if (missing(tools.npm) || missing(tools.yarn)) {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
    const packages = [versions.npm, versions.yarn];
    await run(
      'npm',
      ['install', '--prefix', path.join(folder, 'npm'), ...flags, ...packages],
      options,
    );
  }
  if (missing(tools.python)) {
    await run('python3', ['-m', 'venv', path.join(folder, 'python')], options);
    const pip = path.join(folder, 'python', 'bin', 'pip');
    await run(pip, ['install', '--quiet', versions.python], options);
  }
  if (missing(tools.go)) {
    const env = { GOBIN: path.join(folder, 'go') };
    await run('go', ['install', versions.go], { ...options, env });
  }
  if (missing(tools.cargo)) {
    const { name, version } = versions.cargo;
    const root = path.join(folder, 'cargo');
    await run(
      'cargo',
      ['install', name, '--version', version, '--locked', '--root', root],
      options,
    );
  }
  return tools;
}
