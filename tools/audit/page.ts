/**
 * The tables and the sentences of a report, read from its text and from its HTML, as a reader sees them:
 * nothing of the code that wrote them is used.
 */

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    readonly cells: readonly string[];
    /** What the colour of a cell means, in words; HTML has them. */
    readonly meant?: readonly string[];
  }[];
}

export interface Page {
  readonly form: 'text' | 'HTML';
  readonly tables: readonly Table[];
  /** Everything that can be read, without line breaks. */
  readonly words: string;
  /** The same with a bar between cells that stand side by side. */
  readonly spaced: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

/** Spaces that do not break are spaces; what is left out of the layout is as well. */
function plain(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(\w+|#\d+);/g, (whole, name) => ENTITIES[name] ?? whole)
    .replaceAll(/[\s\u00a0\u202f\u2009]+/g, ' ')
    .replaceAll('\u2060', '')
    .trim();
}

function cellsIn(row: string): string[] {
  return [...row.matchAll(/<td\b[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => cell);
}

export function readHtml(html: string): Page {
  const body = html.replaceAll(/<(style|svg|script)\b.*?<\/\1>/gs, '');
  const tables = [...body.matchAll(/<table class="measures[^"]*">(.*?)<\/table>/gs)].map(
    ([, table]): Table => {
      const head = /<thead>(.*?)<\/thead>/s.exec(table)?.[1] ?? '';
      const rows = [
        ...(/<tbody>(.*?)<\/tbody>/s.exec(table)?.[1] ?? '').matchAll(/<tr>(.*?)<\/tr>/gs),
      ];
      return {
        title: plain(/<caption>(.*?)<\/caption>/s.exec(table)?.[1] ?? ''),
        columns: [...head.matchAll(/<th\b[^>]*>(.*?)<\/th>/gs)].map(([, cell]) => plain(cell)),
        rows: rows.map(([, row]) => ({
          label: plain(/<th\b[^>]*>(.*?)<\/th>/s.exec(row)?.[1] ?? ''),
          cells: cellsIn(row).map((cell) => plain(cell.replace(/<em>.*?<\/em>/s, ''))),
          meant: cellsIn(row).map((cell) => plain(/<em>(.*?)<\/em>/s.exec(cell)?.[1] ?? '')),
        })),
      };
    },
  );
  const words = plain(body);
  return { form: 'HTML', tables, words, spaced: words };
}

/**
 * Tables of a text: a title at the margin, a line of columns, a line for each row; columns that do not
 * fit on the page follow after an empty line. Cells stand two spaces apart, at least.
 */
export function readText(text: string): Page {
  const tables: Table[] = [];
  let title = '';
  for (const block of text.split(/\n\s*\n/)) {
    const lines = block.split('\n').filter((line) => line.trim() !== '');
    const own = lines.findIndex((line) => line.startsWith('  '));
    if (own < 0) continue;
    if (own > 0) title = lines.slice(0, own).join(' ').trim();
    const [head, ...rows] = lines.slice(own);
    const columns = cellsOf(head);
    // The first column of some tables has a name of its own.
    const named = /^ {2}\S/.test(head) ? columns.slice(1) : columns;
    tables.push({
      title: own === 0 && /^ {2}\S/.test(head) ? columns[0] : title,
      columns: named,
      rows: rows
        .filter((line) => /^ {2}/.test(line))
        .map((line) => {
          const [label = '', ...cells] = cellsOf(line);
          return { label, cells };
        }),
    });
  }
  const spaced = text.replaceAll(/\n\s*/g, ' ').replaceAll(/ {2,}/g, ' | ');
  return { form: 'text', tables, words: text.replaceAll(/\s+/g, ' ').trim(), spaced };
}

/** What a difference means stands behind it, one space apart where it is the longest. */
const MEANT = /^(.*[\d)%] ?(?:ms|s|min|h|d|pp)?\)?) (better|worse|negligible|not significant)$/;

/** An interval belongs to the figure before it. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (const piece of line.trim().split(/\s{2,}/)) {
    if (piece.startsWith('(') && cells.length > 0) cells[cells.length - 1] += ` ${piece}`;
    else cells.push(piece);
  }
  return cells.flatMap((cell) => {
    const [, figure, words] = MEANT.exec(cell) ?? [];
    return figure === undefined ? [cell] : [figure, words];
  });
}
