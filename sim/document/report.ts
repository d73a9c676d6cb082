/**
 * A report as data: what it is called, what it found, and its sections. Each study writes its own
 * once; it becomes text (text.ts), HTML (html/blocks.ts) and, sent as JSON, the page of the server. It
 * is plain data but for a chart's drawing with characters, which only a text of it has.
 *
 * The answer comes first: one sentence, the few figures that decide, why, what to change and who
 * does it, what it rests on. Sections hold the rest.
 */
import type { Chart, DataTable } from './charts/chart.ts';
import type { MetricTable } from './text-layout.ts';

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** `ordered`: the first item first. */
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly ordered?: boolean }
  /** Terms and what belongs to each. */
  | { readonly kind: 'terms'; readonly terms: readonly (readonly [string, string])[] }
  | { readonly kind: 'answers'; readonly question: string; readonly answers: readonly Answer[] }
  | { readonly kind: 'measures'; readonly table: MetricTable }
  /** `wraps`: its cells are words, which may be broken into lines. */
  | { readonly kind: 'data'; readonly table: DataTable; readonly wraps?: boolean }
  /** Lines of a log, letter by letter; `label` says what they show. */
  | { readonly kind: 'lines'; readonly label: string; readonly lines: readonly string[] }
  | { readonly kind: 'chart'; readonly chart: Chart };

/** What holds under some settings; no names: under all of them. */
export interface Answer {
  readonly names: readonly string[];
  readonly text: string;
}

export interface Section {
  readonly heading: string;
  /** The page shows it folded: one reads it once, to see what a result rests on. */
  readonly folded?: true;
  readonly blocks: readonly Block[];
}

/** A word and what belongs to it, a line each; two pieces of a line stand below those of the others. */
export interface Point {
  readonly label: string;
  readonly lines: readonly (string | readonly [string, string])[];
}

/** What stands between the finding and the sections, and fits on a screen with them. */
export interface Summary {
  /** The figures that decide, four rows or so; null where there is nothing to set side by side. */
  readonly table: MetricTable | null;
  /** Why, what to change, what it rests on. */
  readonly points: readonly Point[];
}

export interface Report {
  readonly title: string;
  /** What was run, in a line: `main.yaml; 54,000 messages in 3 h, 20 days, 95% intervals`. */
  readonly scope?: string;
  /** The finding, in one sentence. */
  readonly lead: string;
  readonly summary?: Summary;
  /** Said before any number. */
  readonly warnings: readonly string[];
  /** What the reader came for, before the facts; none where the lead says it all. */
  readonly opening?: readonly Block[];
  /** Scenario, settings, seed, version ... */
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly Section[];
  /** What made it: `mailpath 0.1.0`. */
  readonly generator: string;
  /** What has to be the same for the same numbers; by default `scenario, seed and version`. */
  readonly madeFrom?: string;
}

/** A chart as SVG that can stand inside a page: for wide pages and print, and for phones. */
export interface Drawing {
  readonly wide: string;
  readonly narrow: string;
}

/** A report in the order in which it is sent and stored. */
export function sentReport({ opening = [], sections, ...rest }: Report) {
  return { ...rest, opening, sections };
}

export function paragraph(text: string): Block {
  return { kind: 'text', text };
}

/** None where there is nothing to draw. */
export function drawn(chart: Chart | null): Block[] {
  return chart === null ? [] : [{ kind: 'chart', chart }];
}

/** Those that have rows. */
export function tables(...all: readonly MetricTable[]): Block[] {
  return all.flatMap((table) => (table.labels.length > 0 ? [{ kind: 'measures', table }] : []));
}

/** Without the sections and the points that have nothing to say. */
export function withoutEmpty<R extends Report>(report: R): R {
  const { summary, sections } = report;
  const points = summary?.points.filter(({ lines }) => lines.length > 0);
  return {
    ...report,
    ...(summary && points ? { summary: { ...summary, points } } : {}),
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
}

/** The charts of a report, in order. */
export function chartsOf({ opening = [], sections }: Report): Chart[] {
  return [...opening, ...sections.flatMap(({ blocks }) => blocks)].flatMap((block) =>
    block.kind === 'chart' ? [block.chart] : [],
  );
}
