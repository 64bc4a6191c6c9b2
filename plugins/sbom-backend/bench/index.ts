import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  makeServedDatabase,
  type ServedDatabaseKind,
  servedDatabaseKinds,
} from '../src/__testUtils__/database';
import { measureAccept, measureUnchanged } from './accept';
import { type Bench, startBackend } from './bench';
import { measureLarge } from './large';
import { Report } from './report';
import { measureSustainedNew, measureSustainedUnchanged } from './sustained';
import { measureUsages } from './usages';

/** By the names that may be given as arguments. */
const measures: Record<string, (bench: Bench) => Promise<void>> = {
  async accept(bench) {
    await measureAccept(bench, 'json');
    await measureAccept(bench, 'xml');
  },
  unchanged: measureUnchanged,
  async sustained(bench) {
    await measureSustainedNew(bench);
    await measureSustainedUnchanged(bench);
  },
  async large(bench) {
    await measureLarge(bench, { megabytes: 82, time: 20, memory: 600 });
    if (!bench.quick) {
      await measureLarge(bench, { megabytes: 256, time: 60, memory: 1_500 });
    }
  },
  usages: measureUsages,
};

/** `yarn bench sbom [--quick] [--database=sqlite] [accept …]` */
async function main(args: string[]): Promise<void> {
  const report = new Report();
  const quick = args.includes('--quick');
  const named = args.filter(arg => !arg.startsWith('--'));
  const unknown = named.find(name => !(name in measures));
  if (unknown) {
    throw new Error(`No such benchmark: ${unknown}`);
  }
  const only = args.find(arg => arg.startsWith('--database='))?.slice(11);
  const kinds = servedDatabaseKinds().filter(kind => !only || kind === only);
  for (const kind of kinds) {
    for (const [name, measure] of Object.entries(measures)) {
      if (!named.length || named.includes(name)) {
        await run(kind, { quick, report }, measure);
      }
    }
  }
  process.stderr.write(
    report.missed ? `${report.missed} figures miss their bars\n` : '',
  );
}

/** Each on an empty database and a backend of its own. */
async function run(
  kind: ServedDatabaseKind,
  options: Pick<Bench, 'quick' | 'report'>,
  measure: (bench: Bench) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
  const database = await makeServedDatabase(kind);
  const served = await startBackend(database);
  try {
    await measure({ ...options, served, database, kind, directory });
  } finally {
    await served.stop();
    await database.remove();
    await rm(directory, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error?.stack}\n`);
  process.exitCode = 1;
});
