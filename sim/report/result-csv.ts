/**
 * The result as CSV (RFC 4180): one row for each setting and measure, with the difference to the
 * first setting. Durations in ms, shares from 0 to 1, bytes; an empty field is a value that does
 * not exist. Numbers in full precision, points for decimals.
 */
import type { Result } from './result-schema.ts';

const COLUMNS = [
  'scenario',
  'setting',
  'measure',
  'unit',
  'value',
  'low',
  'high',
  'difference',
  'difference_low',
  'difference_high',
  'replications',
  'partial',
];

export function resultCsv(result: Result): string {
  const { scenario, settings, differences, replications, partial } = result;
  const rows: (string | number | null)[][] = [];
  for (const { name, measures } of settings) {
    const difference = differences.find(({ setting }) => setting === name);
    for (const [measure, { unit, value, low, high }] of Object.entries(measures)) {
      const change = difference?.measures[measure];
      rows.push([
        scenario.name,
        name,
        measure,
        unit,
        value,
        low,
        high,
        change?.value ?? null,
        change?.low ?? null,
        change?.high ?? null,
        replications.finished,
        partial ? 'partial' : 'complete',
      ]);
    }
  }
  return [COLUMNS, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** Quoted where it has to be. A text that a spreadsheet would take for a formula gets a quote. */
function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
