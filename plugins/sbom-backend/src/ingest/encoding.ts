import { isUtf8 } from 'node:buffer';
import { refuse } from './errors';

const CHUNK = 1 << 20;

/**
 * The document as UTF-8 without a byte order mark. UTF-16 is told by its byte
 * order mark or, as RFC 4627 section 3 and XML 1.0 appendix F say, by where
 * the zero bytes are in the first two characters. `marked` is true when the
 * bytes told the encoding, so that no declaration can.
 */
export function toUtf8(bytes: Buffer): { text: Buffer; marked: boolean } {
  const utf16 = utf16Order(bytes);
  if (utf16) {
    return { text: fromUtf16(bytes, utf16), marked: true };
  }
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { text: marked ? bytes.subarray(3) : bytes, marked };
}

/** Refuses what is no UTF-8. */
export function requireUtf8(bytes: Buffer): void {
  if (!isUtf8(bytes)) {
    throw refuse('sbom.syntax', 'The document is not valid UTF-8 text.', {
      hint: 'Send the document in UTF-8 or UTF-16.',
    });
  }
}

function utf16Order(bytes: Buffer): 'le' | 'be' | null {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) {
    return 'le';
  }
  if (a === 0xfe && b === 0xff) {
    return 'be';
  }
  if (bytes.length >= 4) {
    if (a !== 0 && b === 0 && c !== 0 && d === 0) {
      return 'le';
    }
    if (a === 0 && b !== 0 && c === 0 && d !== 0) {
      return 'be';
    }
  }
  return null;
}

function fromUtf16(bytes: Buffer, order: 'le' | 'be'): Buffer {
  const decoder = new TextDecoder(`utf-16${order}`, { fatal: true });
  const chunks: Buffer[] = [];
  try {
    for (let start = 0; start < bytes.length; start += CHUNK) {
      const chunk = bytes.subarray(start, start + CHUNK);
      chunks.push(Buffer.from(decoder.decode(chunk, { stream: true })));
    }
    chunks.push(Buffer.from(decoder.decode()));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw cause;
    }
    throw refuse('sbom.syntax', 'The document is not valid UTF-16 text.');
  }
  return Buffer.concat(chunks);
}
