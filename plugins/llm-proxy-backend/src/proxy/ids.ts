import { randomFillSync } from 'node:crypto';

const POOL = 4096;
const PER_ID = 10;

/**
 * Mints UUIDv7 (RFC 9562, section 5.7), a pool of random bytes at a time: one
 * call of the generator for each id is dear on the data path.
 */
export function uuidV7(now: () => number = Date.now): () => string {
  const pool = Buffer.alloc(POOL);
  let at = POOL;
  return () => {
    if (at + PER_ID > POOL) {
      randomFillSync(pool);
      at = 0;
    }
    const time = now().toString(16).padStart(12, '0');
    const random = pool.toString('hex', at, at + PER_ID);
    // Four bits of variant: 8, 9, a or b.
    // eslint-disable-next-line no-bitwise
    const variant = '89ab'[pool[at + 9] & 3];
    at += PER_ID;
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(
      0,
      3,
    )}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}`;
  };
}
