/**
 * CSV (RFC 4180) of any table: numbers in full precision with points for decimals, an empty field for
 * a value that does not exist.
 */
export type CsvField = string | number | null;

export function csvText(
  columns: readonly string[],
  rows: readonly (readonly CsvField[])[],
): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** Quoted where it has to be. A text that a spreadsheet would take for a formula gets a quote. */
function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
