import type { IncomingMessage, ServerResponse } from 'node:http';
import { Denial } from './errors';

/** Collects a body; an object for each request instead of five closures. */
class BodyReader {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly req: IncomingMessage,
    private readonly maxBytes: number,
    timeout: number,
    private readonly resolve: (body: Buffer) => void,
    private readonly reject: (denial: Denial) => void,
  ) {
    this.timer = setTimeout(this.onTimeout, timeout);
    req
      .on('data', this.onData)
      .on('end', this.onEnd)
      .on('close', this.onClose)
      // An abort shows as `close`; without a listener it would be thrown.
      .on('error', this.onClose);
  }

  private readonly onData = (chunk: Buffer) => {
    this.bytes += chunk.length;
    this.chunks.push(chunk);
    if (this.bytes > this.maxBytes) {
      this.req.pause();
      this.fail(new Denial('body_too_large'));
    }
  };

  private readonly onEnd = () => {
    const { chunks, bytes } = this;
    this.stop();
    this.resolve(
      chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes),
    );
  };

  private readonly onClose = () => this.fail(new Denial('body_incomplete'));

  private readonly onTimeout = () => this.fail(new Denial('body_timeout'));

  private fail(denial: Denial): void {
    this.stop();
    this.reject(denial);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.req
      .off('data', this.onData)
      .off('end', this.onEnd)
      .off('close', this.onClose);
  }
}

/**
 * The body as it came, counted while it comes.
 *
 * @param maxBytes - Of what is really read, whatever the head said.
 * @param timeout - Milliseconds.
 * @throws {@link Denial}
 */
export function readBody(
  req: IncomingMessage,
  res: ServerResponse,
  maxBytes: number,
  timeout: number,
): Promise<Buffer> {
  if (req.headers.expect !== undefined) {
    // RFC 9110, section 10.1.1: only now do we want it.
    res.writeContinue();
  }
  return new Promise((resolve, reject) => {
    // eslint-disable-next-line no-new
    new BodyReader(req, maxBytes, timeout, resolve, reject);
  });
}
