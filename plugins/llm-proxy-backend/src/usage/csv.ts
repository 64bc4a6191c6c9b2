/** One line by RFC 4180, with CRLF. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

/**
 * A spreadsheet takes a text that begins so for a formula; an apostrophe
 * makes it a text.
 */
const FORMULA = /^[=+\-@\t\r\n]/;

function csvField(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Nano-dollars as exact dollars. */
export function dollars(nano: number | string | bigint): string {
  const amount = BigInt(nano);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  const text = digits.slice(0, -9) + (fraction && `.${fraction}`);
  return amount < 0n ? `-${text}` : text;
}
