const PREDEFINED: Readonly<Record<string, string | undefined>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  quot: '"',
};

/**
 * Character data as it is meant: XML 1.0 sections 2.11 (line ends), 4.1 and
 * 4.6 (references). Without a DOCTYPE there are no other entities; what is
 * unknown stays as it is, and the parser refuses it.
 */
export function decodeText(raw: string): string {
  const text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  if (!text.includes('&')) {
    return text;
  }
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (name) {
        return PREDEFINED[name] ?? all;
      }
      const code = hex ? parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
