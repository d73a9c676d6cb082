/** All that a report says, with its charts’ words and tables, a piece a line, for tests. */
import type { Chart, DataTable } from '../../../sim/document/charts/chart.ts';
import type { Block, Report } from '../../../sim/document/report.ts';

export function wordsOf({ title, lead, warnings, facts, opening = [], sections }: Report): string {
  return [
    title,
    lead,
    ...warnings,
    ...facts.flat(),
    ...opening.flatMap(blockWords),
    ...sections.flatMap(({ heading, blocks }) => [heading, ...blocks.flatMap(blockWords)]),
  ].join('\n');
}

function blockWords(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return [block.text];
    case 'list':
      return [...block.items];
    case 'terms':
      return block.terms.flat();
    case 'answers':
      return [block.question, ...block.answers.flatMap(({ names, text }) => [...names, text])];
    case 'lines':
      return [block.label, ...block.lines];
    case 'data':
      return tableWords(block.table);
    case 'chart':
      return chartWords(block.chart);
    case 'measures': {
      const { title, labels, columns } = block.table;
      return [
        title,
        ...labels,
        ...columns.flatMap((column) => [
          column.title,
          ...column.cells.map(({ centre, half = '', tail = '' }) =>
            [centre, half, tail].filter((piece) => piece !== '').join(' '),
          ),
        ]),
      ];
    }
  }
}

function chartWords({ title, alt, note = '', tables }: Chart): string[] {
  return [title, alt, note, ...tables.flatMap(tableWords)];
}

function tableWords({ caption, head, rows }: DataTable): string[] {
  return [caption, ...head, ...rows.flat()];
}
