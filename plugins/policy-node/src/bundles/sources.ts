import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PolicyConfig } from '../config';

/** More is no bundle. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Where a customer's bundle lies. */
export interface BundleSource {
  /** For messages. */
  readonly place: string;
  /** @throws Error if there is no such file, or it cannot be had */
  read(name: string, signal: AbortSignal): Promise<Uint8Array>;
}

export function createSource(
  config: NonNullable<PolicyConfig['bundle']>,
  fetchApi: typeof fetch,
): BundleSource {
  return 'directory' in config
    ? directorySource(config.directory)
    : urlSource(config, fetchApi);
}

function directorySource(directory: string): BundleSource {
  return {
    place: directory,
    read: (name, signal) => readFile(join(directory, name), { signal }),
  };
}

function urlSource(
  { url, token }: { url: string; token?: string },
  fetchApi: typeof fetch,
): BundleSource {
  const base = url.endsWith('/') ? url : `${url}/`;
  return {
    place: base,
    async read(name, signal) {
      const response = await fetchApi(new URL(name, base), {
        // The token is for this host, and for no other that it names.
        redirect: 'error',
        headers: token ? { authorization: `Bearer ${token}` } : {},
        signal,
      });
      if (!response.ok || !response.body) {
        throw new Error(`${name} was answered with ${response.status}`);
      }
      return collect(response.body, name);
    },
  };
}

async function collect(
  body: ReadableStream<Uint8Array>,
  name: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      throw new Error(`${name} is larger than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
