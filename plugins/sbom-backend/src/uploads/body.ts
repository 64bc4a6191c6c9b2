import { Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { problem } from '../problems';

/** Decoded bytes before the ratio counts: small bodies may be very regular. */
const RATIO_FREE = 1024 * 1024;

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  zstd: createZstdDecompress,
};

/** Throws for a `Content-Encoding` that {@link decodeBody} does not undo. */
export function checkEncoding(encoding: string | undefined): void {
  const name = normalise(encoding);
  if (name !== 'identity' && !(name in decoders)) {
    throw problem(
      415,
      'sbom.encoding',
      'The Content-Encoding is not one of identity, gzip and zstd.',
      { hint: 'Send the document as it is, or compressed once.' },
    );
  }
}

/**
 * The bytes of a request after its one layer of `Content-Encoding` is undone.
 * The request itself is left open, so that an error can still be answered.
 */
export async function* decodeBody(
  req: IncomingMessage,
  options: { maxRatio: number },
): AsyncGenerator<Uint8Array> {
  const received = { bytes: 0 };
  const decoder = decoders[normalise(req.headers['content-encoding'])]?.();
  const source = count(req, received);
  if (!decoder) {
    yield* source;
    return;
  }
  const input = Readable.from(source, { objectMode: false });
  input.on('error', error => decoder.destroy(error));
  input.pipe(decoder);
  let decoded = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      decoded += chunk.byteLength;
      // RFC 9110, 8.4 bounds nothing: a bomb is told by what comes out.
      if (decoded > RATIO_FREE && decoded > received.bytes * options.maxRatio) {
        throw problem(
          413,
          'sbom.ratio',
          `The body decompresses to more than ${options.maxRatio} times its size.`,
          { hint: 'Send the document without Content-Encoding.' },
        );
      }
      yield chunk;
    }
  } catch (error) {
    throw isDecodingError(error) ? corrupt(error) : error;
  } finally {
    input.destroy();
    decoder.destroy();
  }
}

async function* count(
  req: IncomingMessage,
  received: { bytes: number },
): AsyncGenerator<Buffer> {
  const chunks: AsyncIterable<Buffer> = req.iterator({
    destroyOnReturn: false,
  });
  try {
    for await (const chunk of chunks) {
      received.bytes += chunk.byteLength;
      yield chunk;
    }
  } finally {
    // What is refused early is read to its end all the same: the next request
    // on this connection begins behind it.
    req.resume();
  }
}

function normalise(encoding: string | undefined): string {
  return encoding?.trim().toLowerCase() || 'identity';
}

function isDecodingError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === 'string' &&
    (code.startsWith('Z_') || code.startsWith('ZSTD_'))
  );
}

function corrupt(cause: unknown): Error {
  return problem(
    400,
    'sbom.encoding_corrupt',
    'The body is not what its Content-Encoding says, or ends too early.',
    { cause },
  );
}
