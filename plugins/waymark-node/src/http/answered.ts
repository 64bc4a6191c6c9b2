import { ServiceUnavailableError } from '@backstage/errors';

/**
 * The decisions of the platform's permission backend. Whatever goes wrong on
 * the way to it (nothing listens, nothing is mounted there, what answers is
 * something else) is no fault of the request: it becomes a
 * `ServiceUnavailableError`. A caller whom that backend does not know any more
 * stays one.
 */
export async function answered<T>(decisions: Promise<T>): Promise<T> {
  try {
    return await decisions;
  } catch (error) {
    if (isAboutCaller(error)) {
      throw error;
    }
    throw new ServiceUnavailableError(
      'The permission backend does not answer',
      error,
    );
  }
}

function isAboutCaller(error: unknown): boolean {
  const { name } = (error ?? {}) as { name?: unknown };
  return name === 'AuthenticationError' || name === 'NotAllowedError';
}
