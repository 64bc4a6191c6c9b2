import {
  type Bench,
  type Cost,
  documentOf,
  costOf,
  seconds,
  upload,
} from './bench';
import { quantile } from './report';

const COMPONENTS = 10_000;

/** Documents of 10,000 components, all of whose versions are new. */
export async function measureAccept(
  bench: Bench,
  format: 'json' | 'xml',
): Promise<void> {
  const { kind: database, quick, report, served } = bench;
  const offset = format === 'json' ? 1_000 : 2_000;
  const document = (run: number) =>
    documentOf(bench, { components: COMPONENTS, format, seed: offset + run });
  const warmUp = 2;
  for (let run = 0; run < warmUp; run += 1) {
    await upload(bench, [await document(run)]);
  }
  const times: number[] = [];
  const blocks: number[] = [];
  const costs: Cost[] = [];
  for (let run = warmUp; run < warmUp + (quick ? 3 : 9); run += 1) {
    const body = [await document(run)];
    await served.reset();
    const cost = await costOf(bench, async () => {
      times.push(await seconds(() => upload(bench, body)));
    });
    costs.push(cost);
    blocks.push((await served.figures()).loopMax);
  }
  report.add({
    figure: `accept-10000-${format}`,
    value: quantile(times, 0.5),
    unit: 's',
    bar: format === 'json' ? 1 : 2,
    database,
    memory: Math.max(...costs.map(cost => cost.memory)),
    cpu: quantile(
      costs.map(cost => cost.cpu),
      0.5,
    ),
    best: Math.min(...times),
    worst: Math.max(...times),
  });
  report.add({
    figure: `accept-10000-${format}-event-loop`,
    value: Math.max(...blocks),
    unit: 'ms',
    bar: 50,
    database,
    median: quantile(blocks, 0.5),
  });
}

/** The same content again, with a new serial number and timestamp. */
export async function measureUnchanged(bench: Bench): Promise<void> {
  const { kind: database, quick, report, served } = bench;
  const document = (run: number) =>
    documentOf(bench, { components: COMPONENTS, seed: 3_000, run });
  await upload(bench, [await document(0)]);
  const times: number[] = [];
  const queries: number[] = [];
  let writes = 0;
  for (let run = 1; run <= (quick ? 3 : 9); run += 1) {
    const body = [await document(run)];
    await served.reset();
    times.push(
      await seconds(async () => {
        const { unchanged } = await upload(bench, body);
        if (!unchanged) {
          throw new Error('Equal content was taken for new');
        }
      }),
    );
    const figures = await served.figures();
    queries.push(figures.queryTime);
    writes += figures.componentWrites;
  }
  report.add({
    figure: 'unchanged-10000-database-time',
    value: quantile(queries, 0.5),
    unit: 'ms',
    bar: 50,
    database,
    worst: Math.max(...queries),
    seconds: quantile(times, 0.5),
  });
  report.add({
    figure: 'unchanged-10000-component-writes',
    value: writes,
    unit: 'rows',
    bar: 0,
    database,
  });
}
