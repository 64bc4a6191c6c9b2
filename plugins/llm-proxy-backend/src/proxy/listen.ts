import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ProxyOptions } from './types';

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
const KEEP_ALIVE_MS = 65_000;
const READY_WITHIN_MS = 2_000;

export interface ListeningProxy {
  readonly port: number;
  /** Takes no more connections, and waits for those that are busy. */
  close(): Promise<void>;
}

interface Listened {
  handler(req: IncomingMessage, res: ServerResponse): void;
  /** Rejects, or says no. */
  isReady(): Promise<boolean>;
  readonly options: Pick<ProxyOptions, 'headTimeout' | 'bodyTimeout'>;
}

/** A server for the data path alone, with limits on slow and large heads. */
export async function listen(
  host: string,
  port: number,
  { handler, isReady, options }: Listened,
): Promise<ListeningProxy> {
  const onRequest = (req: IncomingMessage, res: ServerResponse) => {
    if (req.url === '/healthz') {
      sendStatus(res, 200, 'ok');
    } else if (req.url === '/readyz') {
      within(isReady(), READY_WITHIN_MS).then(
        ready => sendStatus(res, ready ? 200 : 503, ready ? 'ok' : 'closing'),
        () => sendStatus(res, 503, 'store unavailable'),
      );
    } else {
      handler(req, res);
    }
  };
  const { headTimeout, bodyTimeout } = options;
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: headTimeout,
      requestTimeout: headTimeout + bodyTimeout,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(1_000, headTimeout),
      requireHostHeader: true,
    },
    onRequest,
  );
  server.maxHeadersCount = MAX_HEADERS;
  // Whoever wants the body says so, once it knows who sends it.
  server.on('checkContinue', onRequest);
  server.on('clientError', refuse);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function sendStatus(res: ServerResponse, status: number, what: string): void {
  const body = JSON.stringify({ status: what });
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  res.end(body);
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Too late')), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const PARSER_STATUS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

/** For bytes that are no request; nothing of them is repeated. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] = PARSER_STATUS[error.code ?? ''] ?? [
    400,
    'The request is not valid HTTP.',
  ];
  const body = JSON.stringify({
    error: {
      message,
      type: 'invalid_request_error',
      param: null,
      code: 'bad_request',
    },
  });
  socket.end(
    `HTTP/1.1 ${status} Refused\r\n` +
      'Content-Type: application/json\r\n' +
      'Cache-Control: no-store, no-transform\r\n' +
      'Connection: close\r\n' +
      'X-Should-Retry: false\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
