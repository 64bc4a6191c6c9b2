import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { endStreamsOnShutdown } from './shutdown';

describe('endStreamsOnShutdown', () => {
  async function listen(graceMs: number) {
    const hooks: Array<() => void | Promise<void>> = [];
    const server = createServer((_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('data: first\n\n');
    });
    server.on('upgrade', (_, socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    });
    endStreamsOnShutdown(
      server,
      { addShutdownHook: hook => hooks.push(hook) },
      graceMs,
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      server,
      port,
      beginShutdown: () => Promise.all(hooks.map(hook => hook())),
    };
  }

  it('lets a server close that has an open event stream and a websocket', async () => {
    const { server, port, beginShutdown } = await listen(1);
    const [stream] = (await once(
      get({ host: '127.0.0.1', port }),
      'response',
    )) as [IncomingMessage];
    stream.on('error', () => {}).resume();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      'GET / HTTP/1.1\r\nUpgrade: any\r\nConnection: upgrade\r\n\r\n',
    );
    await once(socket, 'data');

    await beginShutdown();
    const closed = once(server, 'close');
    server.close();
    await closed;

    expect(server.listening).toBe(false);
  });

  it('keeps connections until shutdown begins', async () => {
    const { server, port } = await listen(1);
    const request = get({ host: '127.0.0.1', port });
    request.on('error', () => {});
    const [stream] = (await once(request, 'response')) as [IncomingMessage];
    stream.on('error', () => {});
    expect(String((await once(stream, 'data'))[0])).toBe('data: first\n\n');
    expect(stream.destroyed).toBe(false);

    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
});
