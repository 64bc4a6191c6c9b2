import { loadavg } from 'node:os';
import { run, type Load, type Sample } from './load';
import { peers } from './peers';
import { startFile, stepAside, type Measured } from './processes';
import { EVENTS, NEW_EACH_ROUND, PRINCIPALS, type Shape } from './shapes';

const ON = {
  ours: 'signed credentials of 1,000 principals (5 % new in each round), memory budgets, rates, policy, bounded audit delivered to SQLite',
  raw: 'node:http and undici, nothing else',
};

interface Gateway {
  readonly name: string;
  readonly process: Measured;
  readonly headers: Record<string, string>;
  readonly share: number;
  readonly samples: Map<string, Sample[]>;
}

interface Row {
  readonly name: string;
  readonly shape: Shape;
  readonly requests: number;
  readonly concurrency: number;
}

function rowsOf(quick: boolean): Row[] {
  const some = (count: number) => (quick ? Math.ceil(count / 4) : count);
  return [
    { name: '0.6kB', shape: '0.6kB', requests: some(4_000), concurrency: 64 },
    { name: '32kB', shape: '32kB', requests: some(2_000), concurrency: 64 },
    { name: 'stream', shape: 'stream', requests: some(200), concurrency: 16 },
    { name: 'single', shape: '0.6kB', requests: some(800), concurrency: 1 },
  ];
}

/**
 * What the data path costs on a port of its own, beside a bare pass-through
 * and others' gateways, in turns. Returns how many figures miss their bars.
 */
export async function measureGateway(options: {
  quick?: boolean;
}): Promise<number> {
  stepAside();
  const rounds = options.quick ? 3 : 5;
  const rows = rowsOf(options.quick === true);
  const mock = await startFile('mock.ts', [], false);
  const gateways: Gateway[] = [];
  try {
    const origin = `http://127.0.0.1:${mock.port}`;
    const warm = 1;
    // A warm-up round and its own new principals in each row.
    const batches = (rounds + warm) * rows.length;
    const ours = await startFile('ours.ts', [origin, String(batches)], true);
    gateways.push(gatewayOf('ours', ours));
    gateways.push(gatewayOf('raw', await startFile('raw.ts', [origin], true)));
    const args = [origin, String(batches), 'kept'];
    gateways.push(gatewayOf('kept', await startFile('ours.ts', args, true)));
    await addPeers(gateways, origin);
    for (let turn = -warm; turn < rounds; turn++) {
      for (const [at, row] of rows.entries()) {
        const batch = (turn + warm) * rows.length + at;
        await measureRow(gateways, row, batch, turn < 0);
      }
    }
    return report(gateways);
  } finally {
    for (const { process } of gateways) {
      await process.stop();
    }
    await mock.stop();
  }
}

function gatewayOf(
  name: string,
  process: Measured,
  headers: Record<string, string> = {},
  share = 1,
): Gateway {
  return { name, process, headers, share, samples: new Map() };
}

async function addPeers(gateways: Gateway[], origin: string): Promise<void> {
  for (const { name, headers, share, start } of peers) {
    try {
      const process = await start(origin);
      gateways.push(gatewayOf(name, process, headers(origin), share));
    } catch (error) {
      print({ figure: 'peer', peer: name, absent: (error as Error).message });
    }
  }
}

async function measureRow(
  gateways: readonly Gateway[],
  row: Row,
  batch: number,
  warmUp: boolean,
): Promise<void> {
  for (const { name, process, headers, share, samples } of gateways) {
    const all = process.tokens ?? ['benchmark-only'];
    const from = PRINCIPALS + batch * NEW_EACH_ROUND;
    const known = all.slice(NEW_EACH_ROUND, PRINCIPALS);
    const load: Load = {
      ...row,
      requests: Math.max(row.concurrency, Math.round(row.requests * share)),
      headers,
      tokens: [...all.slice(from, from + NEW_EACH_ROUND), ...known],
    };
    const sample = await run(process, load);
    if (!warmUp) {
      samples.set(row.name, [...(samples.get(row.name) ?? []), sample]);
    }
    if (name === 'raw' && sample.bytes === 0) {
      throw new Error('Nothing came back');
    }
  }
}

function median(
  gateway: Gateway,
  row: string,
  value: (sample: Sample) => number,
): number {
  const values = (gateway.samples.get(row) ?? [])
    .map(value)
    .sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}

function report(gateways: readonly Gateway[]): number {
  const [ours, raw, kept, ...others] = gateways;
  const cpu = (gateway: Gateway, row: string) =>
    median(gateway, row, sample => sample.cpu);
  let missed = 0;
  const add = (line: { value: number; bar: number; higher?: boolean }) => {
    const { value, bar, higher = false, ...rest } = line;
    const met = higher ? value >= bar : value <= bar;
    missed += met ? 0 : 1;
    print({ ...rest, value: round(value), bar, met });
  };
  const figure = (name: string, unit: string, more: object = {}) => ({
    figure: name,
    unit,
    ...more,
  });
  for (const row of ['0.6kB', '32kB']) {
    const both = {
      ours: round(cpu(ours, row)),
      raw: round(cpu(raw, row)),
      withoutDelivery: round(cpu(kept, row)),
      on: ON,
    };
    const ratio = cpu(ours, row) / cpu(raw, row);
    if (row === '0.6kB') {
      add({
        ...figure(`cpu-per-request-${row}`, 'x raw', both),
        ...{ value: ratio, bar: 2.2 },
      });
    }
    add({
      ...figure(`requests-per-core-second-${row}`, 'x raw', {
        ours: round(1e6 / cpu(ours, row)),
        raw: round(1e6 / cpu(raw, row)),
        rps: round(median(ours, row, sample => sample.rps)),
      }),
      ...{ value: 1 / ratio, bar: 0.45, higher: true },
    });
  }
  for (const peer of others) {
    add({
      ...figure(`requests-per-core-second-0.6kB`, `x ${peer.name}`, {
        peer: round(1e6 / cpu(peer, '0.6kB')),
        rps: round(median(peer, '0.6kB', sample => sample.rps)),
      }),
      value: cpu(peer, '0.6kB') / cpu(ours, '0.6kB'),
      bar: peer.name === 'litellm' ? 8 : 1.5,
      higher: true,
    });
  }
  const single = (gateway: Gateway) =>
    median(gateway, 'single', sample => sample.p50);
  add({
    ...figure('added-p50-c1', 'ms above raw', {
      ours: round(single(ours)),
      raw: round(single(raw)),
    }),
    ...{ value: single(ours) - single(raw), bar: 0.3 },
  });
  add({
    ...figure('cpu-per-event', 'us', {
      raw: round(cpu(raw, 'stream') / EVENTS),
    }),
    ...{ value: cpu(ours, 'stream') / EVENTS, bar: 25 },
  });
  const sent = (gateway: Gateway) =>
    median(gateway, 'stream', sample => sample.bytes);
  add({
    ...figure('stream-bytes-lost', 'bytes'),
    ...{ value: Math.abs(sent(ours) - sent(raw)), bar: 0 },
  });
  return missed;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function print(line: object): void {
  const load = round(loadavg()[0]);
  process.stdout.write(
    `${JSON.stringify({ bench: 'llm-proxy', ...line, load })}\n`,
  );
}
