import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { servedRef } from '../src/__testUtils__/options';
import { type Bench, costOf, get, seconds, upload } from './bench';
import { writeDocument } from './documents';
import { quantile } from './report';

/** Milliseconds from one request to the next. */
const PACE = 50;

/** One large document, while others go on asking. */
export async function measureLarge(
  bench: Bench,
  options: { megabytes: number; time: number; memory: number },
): Promise<void> {
  const { kind: database, report, served } = bench;
  const file = join(bench.directory, 'large');
  const components = writeDocument(file, {
    bytes: options.megabytes * 1e6,
    seed: 6_000 + options.megabytes,
  });
  const { size } = await stat(file);
  const idle = await latencies(bench, () => sleep(3_000));
  await served.reset();
  let time = 0;
  let busy: number[] = [];
  const cost = await costOf(bench, async () => {
    busy = await latencies(bench, async () => {
      time = await seconds(() => upload(bench, file));
    });
  });
  const name = `large-${options.megabytes}`;
  report.add({
    figure: name,
    value: time,
    unit: 's',
    bar: options.time,
    database,
    ...cost,
    components,
    megabytes: size / 1e6,
  });
  report.add({
    figure: `${name}-memory`,
    value: cost.memory,
    unit: 'MB',
    bar: options.memory,
    database,
  });
  report.add({
    figure: `${name}-others-p99`,
    value: quantile(busy, 0.99),
    unit: 'ms',
    // Unaffected: nobody waits for more than one block of the event loop.
    bar: quantile(idle, 0.99) + 50,
    database,
    idle: quantile(idle, 0.99),
    eventLoop: (await served.figures()).loopMax,
  });
}

/** Milliseconds of requests at a steady pace while a task runs. */
async function latencies(
  bench: Bench,
  task: () => Promise<unknown>,
): Promise<number[]> {
  const path = `/uploads?entityRef=${servedRef(0)}&limit=10`;
  const all: Promise<number>[] = [];
  let running = true;
  const pace = async () => {
    while (running) {
      const time = seconds(() => get(bench, path));
      // Whoever waits for all of them is told; nobody does before the end.
      time.catch(() => undefined);
      all.push(time);
      await sleep(PACE);
    }
  };
  const pacing = pace();
  try {
    await task();
  } finally {
    running = false;
    await pacing;
  }
  return (await Promise.all(all)).map(time => time * 1000);
}
