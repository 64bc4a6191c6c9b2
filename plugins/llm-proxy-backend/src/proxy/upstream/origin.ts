/** Where a provider lives; fixed when the process starts, so that no request can name another host. */
export interface Origin {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly hostname: string;
  /** The path for an endpoint such as `/chat/completions`. */
  path(endpoint: string): string;
}

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Validates the `baseUrl` of a provider.
 *
 * @param id - Key of the provider, for the message.
 * @param allowHttp - Plain HTTP also to other hosts than loopback, such as a model server in the same cluster.
 * @throws Error that names the key and what is wrong, never the URL: it may hold a secret.
 */
export function parseOrigin(
  id: string,
  baseUrl: string,
  allowHttp: boolean,
): Origin {
  const refuse = (why: string) =>
    new Error(`Invalid configuration llmProxy.providers.${id}.baseUrl: ${why}`);
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw refuse('not a URL');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuse('only http and https are known');
  }
  if (url.protocol === 'http:' && !allowHttp && !LOOPBACK.test(url.hostname)) {
    throw refuse('plain http is for loopback only, unless allowHttp is set');
  }
  if (url.username || url.password) {
    throw refuse('credentials belong in apiKey or apiKeyFile');
  }
  if (url.hash) {
    throw refuse('a fragment has no meaning here');
  }
  const prefix = url.pathname.replace(/\/+$/, '');
  const query = url.search;
  return {
    origin: url.origin,
    hostname: url.hostname,
    // Anthropic's is written with and without its version.
    path: endpoint =>
      prefix.endsWith('/v1') && endpoint.startsWith('/v1/')
        ? `${prefix}${endpoint.slice(3)}${query}`
        : `${prefix}${endpoint}${query}`,
  };
}
