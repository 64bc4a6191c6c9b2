/**
 * Tells the format of a document in UTF-8 by its first character that is no
 * white space: `empty` when there is none, null when it is of neither format.
 */
export function sniff(text: Buffer): 'json' | 'xml' | 'empty' | null {
  for (const byte of text) {
    if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) {
      continue;
    }
    if (byte === 0x3c) {
      return 'xml';
    }
    const opens = '{["-0123456789tfn'.includes(String.fromCharCode(byte));
    return opens ? 'json' : null;
  }
  return 'empty';
}
