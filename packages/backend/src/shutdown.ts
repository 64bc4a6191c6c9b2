import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { LifecycleService } from '@backstage/backend-plugin-api';

/** How long requests may go on after the signal to stop. */
const GRACE_MS = 3_000;

/**
 * Ends every connection a while after the server began to stop. `server.close()` waits
 * for all of them, and neither a websocket nor an event stream ends by itself.
 */
export function endStreamsOnShutdown(
  server: Server,
  lifecycle: Pick<LifecycleService, 'addShutdownHook'>,
  graceMs: number = GRACE_MS,
): void {
  const open = new Set<Socket>();
  let ended = false;
  server.on('connection', (socket: Socket) => {
    if (ended) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  lifecycle.addShutdownHook(() => {
    setTimeout(() => {
      ended = true;
      open.forEach(socket => socket.destroy());
    }, graceMs).unref();
  });
}
