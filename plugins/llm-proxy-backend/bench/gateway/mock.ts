/* A provider that costs as little as it can; in a process of its own. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EVENTS, type Ready } from './shapes';

const usage = { prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 };

function whole(content: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'mock-1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content, refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage,
    }),
  );
}

function chunk(rest: object): Buffer {
  const base = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'mock-1',
  };
  return Buffer.from(`data: ${JSON.stringify({ ...base, ...rest })}\n\n`);
}

const small = whole('word '.repeat(60));
const large = whole('word '.repeat(6_400));
const event = chunk({
  choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }],
});
const last = Buffer.concat([
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  chunk({ choices: [], usage }),
  Buffer.from('data: [DONE]\n\n'),
]);

/** Each event in a packet of its own, as models send them. */
function stream(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  let left = EVENTS - 3;
  const next = () => {
    if (left-- > 0) {
      res.write(event);
      setImmediate(next);
    } else {
      res.end(last);
    }
  };
  next();
}

const server = createServer((req, res) => {
  let bytes = 0;
  let streams = false;
  req.on('data', (data: Buffer) => {
    bytes += data.length;
    streams ||= data.includes('"stream":true');
  });
  req.on('end', () => {
    if (streams) {
      stream(res);
      return;
    }
    const body = bytes > 8_192 ? large : small;
    res.writeHead(200, {
      'content-type': 'application/json',
      'content-length': body.length,
    });
    res.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port } satisfies Ready);
});
process.once('disconnect', () => process.exit(0));
