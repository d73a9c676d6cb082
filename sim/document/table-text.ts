/** Tables that are data as text: an empty line, the title, the table. */
import type { DataTable } from './charts/chart.ts';
import { type MetricTable, type Page, table, wrap } from './text-layout.ts';

/** Of metrics; nothing for null. */
export function tableText(found: MetricTable | null, page: Page): string[] {
  if (found === null) return [];
  const { title, corner, labels, columns } = found;
  return ['', ...titleText(title, page), ...table(labels, columns, page, corner)];
}

/** Of words; the corner stays empty. */
export function dataText(found: DataTable | null, page: Page): string[] {
  if (found === null) return [];
  const columns = found.head.slice(1).map((title, i) => ({
    title,
    cells: found.rows.map((row) => ({ centre: row[i + 1] })),
  }));
  const labels = found.rows.map(([label]) => label);
  return ['', ...titleText(found.caption, page), ...table(labels, columns, page)];
}

export function titleText(title: string, page: Page): string[] {
  return wrap(title, page.columns).map((line) => page.paint.bold(line));
}
