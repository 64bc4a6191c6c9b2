import { createServer } from 'node:net';
import { Failure } from './failure.mjs';

/** Whether nobody listens on the port of 127.0.0.1. */
export function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}

/** Refuses a port that is taken. */
export async function requireFree(port) {
  if (!(await isFree(port))) {
    throw new Failure(portTaken(port));
  }
}

export function portTaken(port) {
  return `Port ${port} is in use: stop the program that listens there, or start on another one: npm start -- --port ${
    port < 65436 ? port + 100 : port - 100
  } --data data-2`;
}

/** A port that is free right now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
