/* The limit: node:http and undici with nothing between them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { Pool } from 'undici';
import type { Ready } from './shapes';

const pool = new Pool(process.argv[2], { connections: 64, pipelining: 1 });

const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    pool
      .request({
        path: '/v1/chat/completions',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      .then(
        answer => {
          const { 'content-type': type, 'content-length': length } =
            answer.headers;
          res.writeHead(answer.statusCode, {
            'content-type': String(type),
            ...(length !== undefined && { 'content-length': String(length) }),
          });
          pipeline(answer.body, res, () => {});
        },
        () => res.destroy(),
      );
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port } satisfies Ready);
});
process.once('disconnect', () => process.exit(0));
