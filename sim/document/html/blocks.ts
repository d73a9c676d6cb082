/** The blocks of a section as HTML: prose, lists, terms, answers, tables, lines of a log, charts. */
import type { Chart, LegendEntry } from '../charts/chart.ts';
import type { Answer, Block, Drawing, Point, Summary } from '../report.ts';
import { escaped, paragraph, prose } from './markup.ts';
import { dataTable, metricTable } from './tables.ts';

/** Terms longer than this get a wider column, characters. */
const LONG_TERM = 24;

/** `drawings` has every chart of the report. */
export function blockHtml(block: Block, drawings: ReadonlyMap<Chart, Drawing>): string {
  switch (block.kind) {
    case 'text':
      return paragraph(block.text);
    case 'list':
      return list(block.items, block.ordered ? 'ol' : 'ul');
    case 'terms':
      return terms(block.terms);
    case 'answers':
      return answers(block.question, block.answers);
    case 'measures':
      return metricTable(block.table);
    case 'data':
      return dataTable(block.table, block.wraps);
    case 'lines':
      return logLines(block.label, block.lines);
    case 'chart':
      return figure(block.chart, drawings.get(block.chart));
  }
}

/** What stands between the finding and the sections: the figures that decide, why, what to change. */
export function summaryHtml({ table, points }: Summary): string {
  const rows = points.map(
    ({ label, lines }) => `<div><dt>${prose(label)}</dt><dd>${pointLines(lines)}</dd></div>`,
  );
  const figures = table === null ? '' : metricTable(table);
  return `${figures}<dl class="points">${rows.join('')}</dl>`;
}

/** Lines of two pieces are rows of a table. */
function pointLines(lines: Point['lines']): string {
  const pairs = lines.flatMap((line) => (typeof line === 'string' ? [] : [line]));
  const rows = pairs.map(
    ([name, text]) => `<tr><th scope="row">${prose(name)}</th><td>${prose(text)}</td></tr>`,
  );
  return [
    ...(rows.length === 0 ? [] : [`<table><tbody>${rows.join('')}</tbody></table>`]),
    ...lines.flatMap((line) => (typeof line === 'string' ? [paragraph(line)] : [])),
  ].join('');
}

function list(items: readonly string[], tag: 'ol' | 'ul'): string {
  return `<${tag}>${items.map((item) => `<li>${prose(item)}</li>`).join('')}</${tag}>`;
}

/** Letter by letter, but broken at the edge of the page: what counts is at the end of a long line. */
function logLines(label: string, lines: readonly string[]): string {
  const shown = lines.map((line) => `<code>${escaped(line)}</code>`);
  return `<p class="note">${prose(label)}</p><div class="scroll lines" role="region" tabindex="0" aria-label="${prose(label)}"><pre>${shown.join('\n')}</pre></div>`;
}

export function terms(pairs: readonly (readonly [string, string])[]): string {
  const rows = pairs.map(
    ([term, text]) => `<div><dt>${prose(term)}</dt><dd>${prose(text)}</dd></div>`,
  );
  const long = pairs.some(([term]) => term.length > LONG_TERM);
  return `<dl${long ? ' class="long"' : ''}>${rows.join('')}</dl>`;
}

function answers(question: string, given: readonly Answer[]): string {
  const terms = given.map(({ names, text }) => {
    const lead = names.length === 0 ? '' : `<b>${escaped(names.join(', '))}:</b> `;
    return `<p>${lead}${prose(text)}</p>`;
  });
  return `<div class="answer"><h3>${prose(question)}</h3>${terms.join('')}</div>`;
}

function figure(chart: Chart, drawing: Drawing | undefined): string {
  if (drawing === undefined) throw new Error(`the chart "${chart.title}" was not drawn`);
  const note = chart.note === undefined ? '' : `<p class="note">${prose(chart.note)}</p>`;
  return [
    `<figure><figcaption><h3>${prose(chart.title)}</h3></figcaption>`,
    legend(chart.legend),
    `<div class="drawing" role="img" aria-label="${prose(chart.alt)}">`,
    `<div class="wide">${drawing.wide}</div><div class="narrow">${drawing.narrow}</div></div>`,
    note,
    `<details><summary>The data as a table</summary>${figureTables(chart.tables)}</details>`,
    '</figure>',
  ].join('\n');
}

/** The data of a chart, as tables. */
export function figureTables(tables: Chart['tables']): string {
  return tables.map((table) => dataTable(table)).join('');
}

export function legend(entries: readonly LegendEntry[]): string {
  if (entries.length === 0) return '';
  const items = entries.map((entry) => `<li>${swatch(entry)}${escaped(entry.label)}</li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}

function swatch({ symbol, colour, dash }: LegendEntry): string {
  const dashes = dash ? ` stroke-dasharray="${escaped(dash)}"` : '';
  const shapes: Readonly<Record<LegendEntry['symbol'], string>> = {
    line: `<path d="M1,7H27" stroke="${colour}" stroke-width="2.5"${dashes}/>`,
    bar: `<rect x="4" y="2" width="20" height="10" rx="2" fill="${colour}" stroke="currentColor" stroke-opacity=".4"/>`,
    dot: `<circle cx="14" cy="7" r="5" fill="${colour}"/>`,
    ring: `<circle cx="14" cy="7" r="4.5" fill="none" stroke="${colour}" stroke-width="2"/>`,
    tick: `<path d="M14,0V14" stroke="${colour}" stroke-width="2.5"/>`,
    arrow: `<path d="M2,7H18" stroke="${colour}" stroke-width="2.5"/><path d="M17,2L25,7L17,12Z" fill="${colour}"/>`,
  };
  return `<svg viewBox="0 0 28 14" width="28" height="14" aria-hidden="true" focusable="false">${shapes[symbol]}</svg>`;
}
