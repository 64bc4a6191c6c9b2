import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './run';

const hosts = (text: string): string[] =>
  [...text.matchAll(/https?:\/\/(?:[^/@\s]*@)?([^/:\s'"<]+)/g)].map(
    match => match[1],
  );

async function pythonHosts(cwd: string): Promise<string[]> {
  // pip's default index, and the host that serves its files.
  const script = [
    'from pip._internal.models.index import PyPI',
    'print(PyPI.url, "https://" + PyPI.file_storage_domain)',
  ].join('\n');
  const known = await run('python3', ['-c', script], { cwd });
  const set = await run('python3', ['-m', 'pip', 'config', 'list'], { cwd });
  return hosts(known + set);
}

async function mavenHosts(cwd: string): Promise<string[]> {
  const parts = ['groupId', 'artifactId', 'version'].map(
    part => `<${part}>1</${part}>`,
  );
  const model = `<modelVersion>4.0.0</modelVersion>${parts.join('')}`;
  await writeFile(path.join(cwd, 'pom.xml'), `<project>${model}</project>`);
  const pom = path.join(cwd, 'effective.xml');
  const args = ['-q', 'help:effective-pom', `-Doutput=${pom}`];
  await run('mvn', args, { cwd });
  const text = await readFile(pom, 'utf8');
  const blocks = text.match(/<(?:pluginR|r)epository>[\s\S]*?<\/\w+>/g) ?? [];
  return blocks.flatMap(hosts);
}

async function cargoSource(cwd: string): Promise<string> {
  const manifest = '[package]\nname="a"\nversion="1.0.0"\n[lib]\npath="a.rs"\n';
  await writeFile(path.join(cwd, 'a.rs'), '');
  await writeFile(
    path.join(cwd, 'Cargo.toml'),
    `${manifest}[dependencies]\nitoa="1"\n`,
  );
  await run('cargo', ['generate-lockfile'], { cwd });
  const lock = await readFile(path.join(cwd, 'Cargo.lock'), 'utf8');
  const source = /^source = "(registry\+[^"]+)"$/m.exec(lock)?.[1];
  if (!source) {
    throw new Error('Cargo names no registry in a new lock file.');
  }
  return source;
}

/** What the package clients of this machine say about their registries. */
export interface Registries {
  hosts: string[];
  /** Cargo's name for its default registry, as lock files hold it. */
  cargoSource: string;
}

/**
 * Asks each package client for its registries, so that no host name has to
 * stand in this project.
 */
export async function readRegistries(): Promise<Registries> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'waymark-registries-'));
  try {
    const npm = await run('npm', ['config', 'get', 'registry'], { cwd });
    const yarn = await run('yarn', ['config', 'get', 'npmRegistryServer'], {
      cwd,
    });
    const go = await run('go', ['env', 'GOPROXY'], { cwd });
    const source = await cargoSource(cwd);
    const index =
      source
        .split('/')
        .at(-1)
        ?.replace(/-index$/, '') ?? '';
    const all = [
      ...hosts(npm + yarn + go),
      ...(await pythonHosts(cwd)),
      ...(await mavenHosts(cwd)),
      index,
    ];
    return { hosts: [...new Set(all)].filter(Boolean), cargoSource: source };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
