import { IdentityUnavailableError } from '../errors';

/** How an issuer is asked. */
export interface HttpLimits {
  readonly fetch: typeof fetch;
  /** Milliseconds, for the whole answer. */
  readonly timeout: number;
  /** Bytes of the answer. */
  readonly maxBytes: number;
}

/**
 * Reads a small answer with status 200. Follows no redirect: the address is
 * the operator's choice, not the issuer's.
 *
 * @throws {@link IdentityUnavailableError}
 */
export async function fetchBytes(
  url: string,
  limits: HttpLimits,
  init: RequestInit = {},
): Promise<Uint8Array> {
  requireSecure(url);
  const signal = AbortSignal.timeout(limits.timeout);
  try {
    const response = await limits.fetch(url, {
      ...init,
      redirect: 'manual',
      signal,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new IdentityUnavailableError(
        'status_unexpected',
        `The issuer answered with status ${response.status}`,
      );
    }
    return await readBounded(response, limits.maxBytes);
  } catch (error) {
    if (error instanceof IdentityUnavailableError) {
      throw error;
    }
    throw signal.aborted
      ? new IdentityUnavailableError('timeout', 'The issuer did not answer')
      : new IdentityUnavailableError(
          'unreachable',
          'The issuer cannot be reached',
          { cause: error },
        );
  }
}

/**
 * Plain HTTP only to this machine: whoever can change the keys on their way
 * can sign as the issuer.
 *
 * @throws {@link IdentityUnavailableError}
 */
function requireSecure(url: string): void {
  const { protocol, hostname } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', hostname: '' };
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && local)) {
    throw new IdentityUnavailableError(
      'url_insecure',
      'The address of the issuer does not begin with https',
    );
  }
}

async function readBounded(
  response: Response,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body) {
    // Leaving the loop cancels the rest of the body.
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) {
        throw new IdentityUnavailableError(
          'answer_too_large',
          `The issuer answered with more than ${maxBytes} bytes`,
        );
      }
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks, size);
}
