/** Files that the page gives away: made here, named after what they show. */
import type { DataTable } from '../../../sim/document/charts/chart.ts';
import { csvText } from '../../../sim/document/csv.ts';
import { harmlessFile } from '../../../sim/document/harmless.ts';

/** Texts by the ending of their file. */
const TYPES = { csv: 'text/csv', yaml: 'application/yaml', log: 'text/plain' } as const;

export function saveText(text: string, title: string, ending: keyof typeof TYPES): void {
  const type = `${TYPES[ending]};charset=utf-8`;
  saveBlob(new Blob([harmlessFile(text)], { type }), title, ending);
}

export function saveBlob(blob: Blob, title: string, ending: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? ['mailpath'];
  link.download = `${words.join('-').slice(0, 60)}.${ending}`;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Tables one below the other, as spreadsheets read them. */
export function tableCsv(tables: readonly DataTable[]): string {
  return tables.map(({ caption, head, rows }) => csvText([caption], [head, ...rows])).join('\r\n');
}
