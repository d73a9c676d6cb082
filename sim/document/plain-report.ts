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

export type PlainBlock =
  | Exclude<Block, { kind: 'chart' }>
  | { readonly kind: 'chart'; readonly chart: PlainChart };

export interface PlainSection extends Omit<Section, 'blocks'> {
  readonly blocks: readonly PlainBlock[];
}

export interface PlainReport extends Omit<Report, 'opening' | 'sections'> {
  readonly opening: readonly PlainBlock[];
  readonly sections: readonly PlainSection[];
}

export function plainReport({ opening = [], sections, ...rest }: Report): PlainReport {
  return {
    ...rest,
    opening: opening.map(plainBlock),
    sections: sections.map((section) => ({ ...section, blocks: section.blocks.map(plainBlock) })),
  };
}

/** The report that a plain one was made from, its charts in the two sizes that were kept. */
export function printable({ opening, sections, ...rest }: PlainReport): Report {
  return {
    ...rest,
    opening: opening.map(printableBlock),
    sections: sections.map(
      (section): Section => ({ ...section, blocks: section.blocks.map(printableBlock) }),
    ),
  };
}

function plainBlock(block: Block): PlainBlock {
  if (block.kind !== 'chart') return block;
  const { spec, ...rest } = block.chart;
  return { kind: 'chart', chart: { ...rest, wide: spec(WIDE), narrow: spec(NARROW) } };
}

function printableBlock(block: PlainBlock): Block {
  if (block.kind !== 'chart') return block;
  const { wide, narrow, ...rest } = block.chart;
  return { kind: 'chart', chart: { ...rest, spec: (size) => (size.narrow ? narrow : wide) } };
}
