import {
  type Bench,
  type Body,
  documentOf,
  costOf,
  seconds,
  upload,
} from './bench';

const COMPONENTS = 1_000;
const CLIENTS = 4;
/** Services that send; each is sent for in turn. */
const SENDERS = 20;

/** New content, all of whose versions are new, as fast as it is taken. */
export async function measureSustainedNew(bench: Bench): Promise<void> {
  const count = bench.quick ? 30 : 100;
  const bodies: Body[] = [];
  for (let seed = 0; seed < count; seed += 1) {
    bodies.push([
      await documentOf(bench, { components: COMPONENTS, seed: 4_000 + seed }),
    ]);
  }
  await measure(bench, { figure: 'sustained-1000-new', bar: 5, bodies });
}

/** Content that each service has already, with new serial numbers. */
export async function measureSustainedUnchanged(bench: Bench): Promise<void> {
  const count = bench.quick ? 200 : 1_000;
  const text = await documentOf(bench, { components: COMPONENTS, seed: 5_000 });
  const end = text.indexOf('"components"');
  const head = text.subarray(0, end).toString();
  const tail = text.subarray(end);
  const bodyOf = (run: number): Body => [
    Buffer.from(head.replace(/[0-9]{12}(?=",)/, String(run).padStart(12, '0'))),
    tail,
  ];
  for (let service = 0; service < SENDERS; service += 1) {
    await upload(bench, bodyOf(900_000 + service), service);
  }
  await measure(bench, {
    figure: 'sustained-1000-unchanged',
    bar: 50,
    bodies: Array.from({ length: count }, (_, run) => bodyOf(run)),
  });
}

async function measure(
  bench: Bench,
  options: { figure: string; bar: number; bodies: Body[] },
): Promise<void> {
  const { bodies } = options;
  let next = 0;
  const client = async () => {
    while (next < bodies.length) {
      next += 1;
      await upload(bench, bodies[next - 1], next % SENDERS);
    }
  };
  await bench.served.reset();
  let time = 0;
  const cost = await costOf(bench, async () => {
    time = await seconds(() =>
      Promise.all(Array.from({ length: CLIENTS }, client)),
    );
  });
  const { loopMax } = await bench.served.figures();
  bench.report.add({
    figure: options.figure,
    value: bodies.length / time,
    unit: 'uploads/s',
    bar: options.bar,
    higher: true,
    database: bench.kind,
    ...cost,
    uploads: bodies.length,
    clients: CLIENTS,
    eventLoop: loopMax,
  });
}
