import { Pool } from 'undici';
import { cpuSeconds, type Measured } from './processes';
import { BODIES, type Shape } from './shapes';

export interface Load {
  readonly shape: Shape;
  readonly requests: number;
  readonly concurrency: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One for each request, over and over. */
  readonly tokens: readonly string[];
}

export interface Sample {
  /** Microseconds of the gateway's processor for a request. */
  readonly cpu: number;
  readonly rps: number;
  /** Milliseconds, the median. */
  readonly p50: number;
  /** Of all answers. */
  readonly bytes: number;
}

/** Sends requests and looks at what they cost the gateway. */
export async function run(to: Measured, load: Load): Promise<Sample> {
  const pool = new Pool(`http://127.0.0.1:${to.port}`, {
    connections: load.concurrency,
    pipelining: 1,
  });
  const times: number[] = [];
  let bytes = 0;
  let next = 0;
  const one = async () => {
    while (next < load.requests) {
      const token = load.tokens[next++ % load.tokens.length];
      const from = performance.now();
      const { statusCode, body } = await pool.request({
        path: '/v1/chat/completions',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          ...load.headers,
        },
        body: BODIES[load.shape],
      });
      const answer = await body.arrayBuffer();
      bytes += answer.byteLength;
      times.push(performance.now() - from);
      if (statusCode !== 200) {
        const text = Buffer.from(answer).toString().slice(0, 300);
        throw new Error(`Answered ${statusCode}: ${text}`);
      }
    }
  };
  const cpu = cpuSeconds(to.pid);
  const from = performance.now();
  try {
    await Promise.all(Array.from({ length: load.concurrency }, one));
  } finally {
    await pool.close();
  }
  const seconds = (performance.now() - from) / 1_000;
  times.sort((a, b) => a - b);
  return {
    cpu: ((cpuSeconds(to.pid) - cpu) * 1e6) / load.requests,
    rps: load.requests / seconds,
    p50: times[Math.floor(times.length / 2)],
    bytes,
  };
}
