/**
 * Rows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula
 * is led by an apostrophe, so that what others named is never run.
 *
 * @public
 */
export function toCsv(rows: (string | number | null)[][]): string {
  return rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
