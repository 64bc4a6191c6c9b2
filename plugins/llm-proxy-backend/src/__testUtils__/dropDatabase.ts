import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 40;
const PAUSE = 250;

/**
 * Drops a database of PostgreSQL by `drop`. With (force) it may not end a
 * worker of autovacuum that is there (insufficient_privilege); that worker goes
 * by itself.
 */
export async function dropDatabase(drop: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await drop();
      return;
    } catch (error) {
      if (
        attempt === ATTEMPTS ||
        (error as { code?: string }).code !== '42501'
      ) {
        throw error;
      }
      await sleep(PAUSE);
    }
  }
}
