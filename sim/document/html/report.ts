/**
 * A report as data: what it is called, what it found, and its sections. Every command builds its own
 * (result-report.ts is one); page.ts makes the file of it.
 */
import type { Chart, DataTable } from '../charts/chart.ts';
import type { MetricTable } from '../text-layout.ts';

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
  readonly blocks: readonly Block[];
}

export interface Report {
  readonly title: string;
  /** The finding, in one sentence. */
  readonly lead: string;
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

/** The charts of a report, in order. */
export function chartsOf({ opening = [], sections }: Report): Chart[] {
  return [...opening, ...sections.flatMap(({ blocks }) => blocks)].flatMap((block) =>
    block.kind === 'chart' ? [block.chart] : [],
  );
}
