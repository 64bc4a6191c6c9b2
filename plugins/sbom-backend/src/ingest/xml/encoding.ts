import { refuse } from '../errors';

/** Bytes in which an XML declaration is looked for. */
const DECLARATION = 256;

/**
 * An XML document in UTF-8, by the encoding that its declaration names
 * (XML 1.0 section 4.3.3). Only encodings that cannot hide markup are read.
 */
export function declaredToUtf8(bytes: Buffer): Buffer {
  const start = bytes.toString('latin1', 0, DECLARATION);
  const declared = /^<\?xml\s[^?>]*?encoding\s*=\s*["']([^"']*)["']/.exec(
    start,
  );
  const name = declared?.[1].toLowerCase() ?? 'utf-8';
  switch (name) {
    case 'utf-8':
    case 'utf8':
    case 'us-ascii':
    case 'ascii':
      return bytes;
    case 'iso-8859-1':
    case 'latin1':
      return Buffer.from(bytes.toString('latin1'));
    default:
      throw refuse(
        'sbom.syntax',
        'The document declares an encoding that is not read.',
        {
          hint: 'Send it in UTF-8 or UTF-16.',
          issue: { line: 1, column: 1, value: name.slice(0, 40) },
        },
      );
  }
}
