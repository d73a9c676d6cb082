/**
 * A report as plain data: its charts with their specifications in both sizes, so that it can be sent
 * to a page, stored, and printed to a file later. A page that draws it draws what the file has.
 */
import { type Chart, type ChartSpec, NARROW, WIDE } from './charts/chart.ts';
import type { Block, Report, Section } from './report.ts';

export interface PlainChart extends Omit<Chart, 'spec'> {
  readonly wide: ChartSpec;
  readonly narrow: ChartSpec;
}

export type PlainBlock = Block<PlainChart>;
export type PlainSection = Section<PlainChart>;
export type PlainReport = ReturnType<typeof plainReport>;

export function plainReport(report: Report) {
  return withCharts(report, ({ spec, ...rest }): PlainChart => {
    return { ...rest, wide: spec(WIDE), narrow: spec(NARROW) };
  });
}

/** The report that a plain one was made from, its charts in the two sizes that were kept. */
export function printable(report: PlainReport): Report {
  return withCharts(report, ({ wide, narrow, ...rest }): Chart => {
    return { ...rest, spec: (size) => (size.narrow ? narrow : wide) };
  });
}

function withCharts<From, To>(
  { opening = [], sections, ...rest }: Report<From>,
  chartOf: (chart: From) => To,
) {
  const blockOf = (block: Block<From>): Block<To> =>
    block.kind === 'chart' ? { kind: 'chart', chart: chartOf(block.chart) } : block;
  return {
    ...rest,
    opening: opening.map(blockOf),
    sections: sections.map((section): Section<To> => {
      return { ...section, blocks: section.blocks.map(blockOf) };
    }),
  };
}
