import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A network between a client and a server that can freeze or break. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #frozen = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(port: number): Promise<Relay> {
    const server = createServer();
    const relay = new Relay(server);
    server.on('connection', client => {
      const upstream = connect(port, '127.0.0.1');
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ]) {
        relay.#sockets.add(from);
        from.on('error', () => {});
        from.on('data', data => to.write(data));
        from.on('close', () => {
          relay.#sockets.delete(from);
          to.destroy();
        });
        if (relay.#frozen) {
          from.pause();
        }
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return relay;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Nothing passes, nothing is closed. */
  freeze(): void {
    this.#frozen = true;
    this.#sockets.forEach(socket => socket.pause());
  }

  thaw(): void {
    this.#frozen = false;
    this.#sockets.forEach(socket => socket.resume());
  }

  /** Breaks all connections. */
  cut(): void {
    this.#sockets.forEach(socket => socket.destroy());
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
