import type { BomUpload } from '@waymark/backstage-plugin-sbom-common';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServedDatabase } from '../src/__testUtils__/database';
import { servedRef } from '../src/__testUtils__/options';
import { descendants, Served } from '../src/__testUtils__/served';
import { type DocumentOptions, writeDocument } from './documents';
import type { Report } from './report';

/** Services of the catalog of the measured backend. */
export const SERVICES = 10_000;

const TOKEN = 'a-static-token-for-benchmarks';

/**
 * A connection for each request: benchmarks are silent for seconds, after
 * which the server may be closing a connection that is kept.
 */
const NO_AGENT = false;

/** What a benchmark works with: a backend in a process of its own. */
export interface Bench {
  served: Served;
  database: ServedDatabase;
  kind: string;
  report: Report;
  /** Fewer repetitions, no large documents. */
  quick: boolean;
  /** For documents. */
  directory: string;
}

/** Starts a backend as an installation has it: no option of ours is set. */
export function startBackend(database: ServedDatabase): Promise<Served> {
  return Served.start({
    database: database.config,
    sbom: { documents: { directory: database.documents } },
    services: SERVICES,
    token: TOKEN,
  });
}

/** The chunks of a document, or the file that it is in. */
export type Body = Buffer[] | string;

/** Sends a document and reads its receipt. */
export async function upload(
  { served }: Bench,
  body: Body,
  service = 0,
): Promise<BomUpload> {
  const query = new URLSearchParams({
    entityRef: servedRef(service),
    slot: 'source',
    channel: 'main',
  });
  const sent = request(`${served.url}/boms?${query}`, {
    method: 'POST',
    agent: NO_AGENT,
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const answered = new Promise<[number, string]>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', async response => {
      const parts = await response.toArray();
      resolve([response.statusCode!, Buffer.concat(parts).toString()]);
    });
  });
  await pipeline(
    typeof body === 'string' ? createReadStream(body) : body,
    sent,
  );
  const [status, text] = await answered;
  if (status !== 201) {
    throw new Error(`The upload was answered ${status}: ${text}`);
  }
  return JSON.parse(text);
}

/** Asks and reads the answer; the path begins behind `/v1`. */
export async function get({ served }: Bench, path: string): Promise<string> {
  const sent = request(`${served.url}${path}`, {
    agent: NO_AGENT,
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = Buffer.concat(await response.toArray()).toString();
  if (response.statusCode !== 200) {
    throw new Error(`${path} was answered ${response.statusCode}: ${text}`);
  }
  return text;
}

/** Seconds that a task takes. */
export async function seconds(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return (performance.now() - start) / 1000;
}

/** Writes a document and reads it again, so that sending it costs little. */
export async function documentOf(
  { directory }: Bench,
  options: DocumentOptions,
): Promise<Buffer> {
  const file = join(directory, 'document');
  writeDocument(file, options);
  return readFile(file);
}

/** What a task costs, over all processes of the backend. */
export interface Cost {
  /** Highest memory above what it was before, in MB. */
  memory: number;
  /** Processor time in seconds: what is left of a busy machine's noise. */
  cpu: number;
}

/** Watches the processes of the backend during a task. */
export async function costOf(
  { served }: Bench,
  task: () => Promise<unknown>,
): Promise<Cost> {
  const before = await usageOf(served.pid);
  let peak = before.memory;
  let running = true;
  const watch = async () => {
    while (running) {
      await sleep(25);
      peak = Math.max(peak, (await usageOf(served.pid)).memory);
    }
  };
  const watching = watch();
  try {
    await task();
  } finally {
    running = false;
    await watching;
  }
  const { cpu } = await usageOf(served.pid);
  return { memory: (peak - before.memory) / 1e6, cpu: cpu - before.cpu };
}

/** Resident bytes and processor seconds of a process and those below it. */
async function usageOf(pid: number): Promise<Cost> {
  const pids = [pid, ...(await descendants(pid))];
  const usages = await Promise.all(
    pids.map(async one => {
      const read = (name: string) =>
        readFile(`/proc/${one}/${name}`, 'utf8').catch(() => '');
      const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(await read('status'))?.[1];
      // proc(5): fields 14 to 17 are the times of the process and of those
      // children that have ended, in hundredths of a second.
      const stat = (await read('stat')).split(') ')[1]?.split(' ') ?? [];
      const ticks = stat.slice(11, 15).map(Number);
      return {
        memory: Number(kilobytes ?? 0) * 1024,
        cpu: ticks.reduce((sum, value) => sum + value, 0) / 100,
      };
    }),
  );
  return {
    memory: usages.reduce((sum, one) => sum + one.memory, 0),
    cpu: usages.reduce((sum, one) => sum + one.cpu, 0),
  };
}
