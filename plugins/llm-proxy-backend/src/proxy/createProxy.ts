import type { IncomingMessage, ServerResponse } from 'node:http';
import { Call } from './Call';
import { uuidV7 } from './ids';
import { Pipeline } from './Pipeline';
import { listen, type ListeningProxy } from './listen';
import type { ProxyOptions, ProxyPorts } from './types';

const CLOSE_WITHIN_MS = 10_000;

/** The data path, to be mounted or to listen by itself. */
export interface Proxy {
  /**
   * Answers a request, whatever it is.
   *
   * @param path - From `/v1` on, with the query; the URL of the request when
   * left out.
   */
  handler(req: IncomingMessage, res: ServerResponse, path?: string): void;
  /** Port 0 takes any that is free. */
  listen(host: string, port: number): Promise<ListeningProxy>;
  /**
   * Refuses what is new, and waits until all that runs is answered, settled
   * and recorded. What has not ended by the deadline is broken off. The ports
   * stay open: they belong to who made them.
   */
  close(deadlineMs?: number): Promise<void>;
}

/** Puts the steps of the data path together. */
export function createProxy(ports: ProxyPorts, options: ProxyOptions): Proxy {
  const now = ports.now ?? Date.now;
  const id = ports.id ?? uuidV7(now);
  const pipeline = new Pipeline(ports, options, now, id);
  const running = new Set<Call>();
  const servers = new Set<ListeningProxy>();
  let closing = false;
  let onIdle: (() => void) | null = null;

  const handler: Proxy['handler'] = (req, res, path = req.url ?? '/') => {
    const call = new Call(req, res, id());
    running.add(call);
    pipeline.run(call, path, closing).finally(() => {
      running.delete(call);
      if (running.size === 0) {
        onIdle?.();
      }
    });
  };

  return {
    handler,
    async listen(host, port) {
      const isReady = async () => {
        // A real round trip: a store that hangs must show here.
        await ports.ledger.balances(['provider:readiness'], '1970-01');
        return !closing;
      };
      const server = await listen(host, port, { handler, isReady, options });
      servers.add(server);
      return server;
    },
    async close(deadlineMs = CLOSE_WITHIN_MS) {
      closing = true;
      const closed = [...servers].map(server => server.close());
      if (running.size > 0) {
        const timer = setTimeout(() => {
          for (const call of running) {
            call.stop('late');
          }
        }, deadlineMs);
        await new Promise<void>(resolve => {
          onIdle = resolve;
        });
        clearTimeout(timer);
      }
      await Promise.all(closed);
    },
  };
}
