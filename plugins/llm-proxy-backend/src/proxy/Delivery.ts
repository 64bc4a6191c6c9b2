import type { ServerResponse } from 'node:http';
import type { Admitted } from './Admission';
import type { Call } from './Call';
import { Denial, errorEvent } from './errors';
import type { Ask } from './parameters/readAsk';
import type { AttemptResult, Settlement } from './Settlement';
import { SseGate } from './SseGate';
import type { UpstreamAnswer, UpstreamOutcome } from './types';

const MAX_KEPT_BYTES = 1024 * 1024;

/** The provider's doing, or that of the key we share: another target may do better. */
const OURS = new Set([401, 403, 404, 407, 408, 409, 425, 429]);

/** How an answer reached the client. */
export interface Delivered {
  /** False when nothing was sent yet, so that another attempt may. */
  readonly served: boolean;
  readonly result: AttemptResult;
  readonly settled: Promise<void>;
}

/** A stream as a whole, for the cache, as long as it stays small. */
class Copy {
  private readonly chunks: Uint8Array[] = [];
  private bytes = 0;

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    if (this.bytes <= MAX_KEPT_BYTES) {
      this.chunks.push(chunk);
    } else {
      this.chunks.length = 0;
    }
  }

  whole(): Buffer | null {
    return this.bytes > MAX_KEPT_BYTES ? null : Buffer.concat(this.chunks);
  }
}

/** Takes the answer of one attempt to the client, and settles it. */
export class Delivery {
  constructor(private readonly settlement: Settlement) {}

  async deliver(
    call: Call,
    ask: Ask,
    admitted: Admitted,
    answer: UpstreamAnswer,
    marks: Readonly<Record<string, string>>,
  ): Promise<Delivered> {
    const { body, status } = answer;
    if (status >= 500 || OURS.has(status)) {
      return this.fail(call, admitted, answer);
    }
    if (Buffer.isBuffer(body)) {
      const outcome = await answer.outcome;
      const delivered = this.settle(admitted, answer, outcome, true);
      this.keep(call, answer, body, outcome);
      call.send(status, headersOf(call, answer, marks), body);
      return delivered;
    }
    return this.pass(call, ask, admitted, answer, body, marks);
  }

  /** Ends the attempt without a byte to the client. */
  async fail(
    call: Call,
    admitted: Admitted,
    answer: UpstreamAnswer,
  ): Promise<Delivered> {
    if (!Buffer.isBuffer(answer.body)) {
      call.abandon();
      await answer.body[Symbol.asyncIterator]().return?.();
    }
    const outcome = await answer.outcome;
    return this.settle(admitted, answer, outcome, false);
  }

  private settle(
    { intent, model, bound }: Admitted,
    { status }: UpstreamAnswer,
    outcome: UpstreamOutcome,
    served: boolean,
  ): Delivered {
    const result: AttemptResult = { ...outcome, status };
    const settled = this.settlement.settle(intent, model, bound, result);
    return { served, result, settled };
  }

  private keep(
    call: Call,
    { status, headers }: UpstreamAnswer,
    body: Buffer,
    outcome: UpstreamOutcome,
  ): void {
    if (call.wantsCopy && status === 200 && outcome.end === 'complete') {
      const type = headers['content-type'] ?? 'application/json';
      call.keep({ status, type, body });
    }
  }

  private async pass(
    call: Call,
    ask: Ask,
    admitted: Admitted,
    answer: UpstreamAnswer,
    body: AsyncIterable<Uint8Array>,
    marks: Readonly<Record<string, string>>,
  ): Promise<Delivered> {
    const chunks = body[Symbol.asyncIterator]();
    const first = await call.wait(nextOf(chunks));
    if (first === null) {
      const outcome = await answer.outcome;
      if (outcome.end !== 'complete') {
        return this.settle(admitted, answer, outcome, false);
      }
    }
    const { res } = call;
    const kept = call.wantsCopy && answer.status === 200 ? new Copy() : null;
    if (!res.destroyed) {
      res.writeHead(answer.status, headersOf(call, answer, marks));
    }
    const gate = new SseGate();
    await copy(res, chunks, first, ask.stream ? gate : null, kept);
    const outcome = await answer.outcome;
    const delivered = this.settle(admitted, answer, outcome, true);
    if (outcome.end === 'complete') {
      const rest = gate.flush();
      res.end(rest ?? undefined);
      const whole = kept?.whole() ?? null;
      if (whole !== null) {
        this.keep(call, answer, whole, outcome);
      }
    } else {
      breakOff(call, ask, outcome);
    }
    return delivered;
  }
}

/** Says that the answer is not whole; without it half an answer looks like one. */
function breakOff(call: Call, ask: Ask, outcome: UpstreamOutcome): void {
  const { res } = call;
  if (!ask.stream) {
    res.destroy();
    return;
  }
  // What the provider said itself was passed on.
  if (outcome.end !== 'upstream_error' && call.gone !== 'left') {
    const late = outcome.end === 'timeout' || call.gone === 'late';
    const denial = new Denial(late ? 'upstream_timeout' : 'upstream_truncated');
    res.write(errorEvent(denial, call.dialect, ask.operation, call.requestId));
  }
  res.end();
}

function headersOf(
  call: Call,
  answer: UpstreamAnswer,
  marks: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers = call.headers(
    answer.headers['content-type'] ?? 'application/json',
  );
  for (const name in answer.headers) {
    if (name.startsWith('x-waymark-')) {
      headers[name] = answer.headers[name];
    }
  }
  for (const name in marks) {
    if (Object.hasOwn(marks, name)) {
      headers[name] = marks[name];
    }
  }
  return headers;
}

/** Null at the end and at a break: the outcome tells which. */
async function nextOf(
  chunks: AsyncIterator<Uint8Array>,
): Promise<Uint8Array | null> {
  try {
    const next = await chunks.next();
    return next.done ? null : next.value;
  } catch {
    return null;
  }
}

/** Chunk by chunk, no faster than the client reads. */
async function copy(
  res: ServerResponse,
  chunks: AsyncIterator<Uint8Array>,
  first: Uint8Array | null,
  gate: SseGate | null,
  kept: Copy | null,
): Promise<void> {
  let chunk = first;
  while (chunk !== null) {
    if (res.destroyed) {
      await chunks.return?.();
      return;
    }
    const whole = gate ? gate.push(chunk) : chunk;
    if (whole !== null) {
      kept?.add(whole);
      if (!res.write(whole)) {
        await drained(res);
      }
    }
    chunk = await nextOf(chunks);
  }
}

function drained(res: ServerResponse): Promise<void> {
  if (res.destroyed) {
    return Promise.resolve();
  }
  return new Promise(resolve => {
    const done = () => {
      res.off('drain', done).off('close', done);
      resolve();
    };
    res.on('drain', done).on('close', done);
  });
}
