import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { examplesFolder, projectRoot } from '../paths';
import { makers } from './makers';
import { type Registries, readRegistries } from './registries';
import { stripDocument } from './strip';
import { type Target, allTargets, documentPath } from './targets';
import { type Tools, installTools } from './tools';

/* eslint-disable no-console -- a command's output is the console */

const root = projectRoot;
const boms = path.join(examplesFolder, 'boms');

async function make(
  target: Target,
  tools: Tools,
  registries: Registries,
): Promise<void> {
  const work = await mkdtemp(path.join(tmpdir(), 'waymark-demo-'));
  try {
    const folder = path.join(work, 'service');
    const output = path.join(work, `bom.${target.format}`);
    await mkdir(folder);
    const services = path.join(examplesFolder, 'services');
    const source = path.join(services, target.service, target.state);
    const make1 = makers[target.ecosystem];
    await make1({ target, tools, registries, root, source, folder, output });
    const text = stripDocument(await readFile(output, 'utf8'), target.format, {
      registries: registries.hosts,
      folder,
    });
    const file = path.join(boms, documentPath(target));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, target.gzip ? gzipSync(text, { level: 9 }) : text);
    console.log(
      `${documentPath(target)}  ${Math.round(text.length / 1024)} kB`,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// A CI job that ran out of disk while it wrote its BOM.
async function makeCutOff(): Promise<void> {
  const folder = path.join(boms, 'email-sender');
  const whole = await readFile(path.join(folder, '2026-11.source.cdx.json'));
  const part = whole.subarray(0, 48 * 1024);
  await writeFile(path.join(folder, '2026-11.cut-off.cdx.json'), part);
}

async function main(services: string[]): Promise<void> {
  const known = new Set(allTargets().map(target => target.service));
  const unknown = services.find(service => !known.has(service));
  if (unknown) {
    throw new Error(`No document is known for the service "${unknown}".`);
  }
  const cache = path.join(root, '.cache', 'demo-tools');
  const tools = await installTools(cache, line => console.log(line));
  const registries = await readRegistries();
  for (const target of allTargets()) {
    if (services.length === 0 || services.includes(target.service)) {
      await make(target, tools, registries);
    }
  }
  await makeCutOff();
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
