/** What one look at the database may take, milliseconds. */
const TIMEOUT = 2_000;

/**
 * Gives up waiting for the database. The pool of knex would wait for a minute,
 * and a caller must know sooner that it cannot be let in.
 */
export async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`No answer within ${TIMEOUT} ms`)),
      TIMEOUT,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
