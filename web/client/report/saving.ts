/** Files that the page gives away: made here, named after what they show. */
import type { DataTable } from '../../../sim/document/charts/chart.ts';
import { csvText } from '../../../sim/document/csv.ts';
import { harmlessFile } from '../../../sim/document/harmless.ts';

export function saveText(text: string, title: string, ending: string, type: string): void {
  saveBlob(new Blob([harmlessFile(text)], { type: `${type};charset=utf-8` }), title, ending);
}

export function saveBlob(blob: Blob, title: string, ending: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${nameOf(title)}.${ending}`;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function nameOf(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? ['mailpath'];
  return words.join('-').slice(0, 60);
}

/** Tables one below the other, as spreadsheets read them. */
export function tableCsv(tables: readonly DataTable[]): string {
  return tables.map(({ caption, head, rows }) => csvText([caption], [head, ...rows])).join('\r\n');
}
