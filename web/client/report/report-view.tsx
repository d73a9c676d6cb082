/**
 * A report in the page: the same words, tables and charts as the saved file, by the same code. Text
 * and tables come as the HTML that the file has (it is escaped there); charts are drawn here.
 */
import { useMemo } from 'preact/hooks';
import { blockHtml } from '../../../sim/document/html/blocks.ts';
import type { PlainBlock, PlainReport, PlainSection } from '../../../sim/document/plain-report.ts';
import { ChartFigure } from './chart-figure.tsx';
import { ReportHtml } from './report-html.tsx';

const NO_DRAWINGS = new Map();

interface ReportProps {
  readonly report: PlainReport;
  readonly level?: 2 | 3;
  /** Its finding and its warnings stand elsewhere. */
  readonly headless?: boolean;
}

export function ReportView(props: ReportProps) {
  const { report, level = 2, headless = false } = props;
  // A long page: it is not made anew because something beside it has changed.
  return useMemo(
    () => <WholeReport report={report} level={level} headless={headless} />,
    [report, level, headless],
  );
}

function WholeReport({ report, level, headless }: Required<ReportProps>) {
  return (
    <div class="report">
      {!headless && <Finding report={report} />}
      {report.opening.map((block, i) => (
        <BlockView block={block} key={i} />
      ))}
      {report.sections.map((section) => (
        <SectionView section={section} level={level} key={section.heading} />
      ))}
      <details>
        <summary>What was run</summary>
        <dl>
          {report.facts.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

/** What was found, and what has to be said before any number. */
export function Finding({ report }: { readonly report: PlainReport }) {
  return (
    <>
      {report.warnings.map((text) => (
        <p class="warning" role="note" key={text}>
          {text}
        </p>
      ))}
      <p class="lead">{report.lead}</p>
    </>
  );
}

/** Sections that one reads once stand folded. */
const FOLDED = ['Assumptions', 'What this result does not cover', 'How it was simulated'];

export function SectionView({ section, level }: { section: PlainSection; level: 2 | 3 }) {
  const { heading, blocks } = section;
  const Heading = level === 2 ? 'h2' : 'h3';
  const inside = blocks.map((block, i) => <BlockView block={block} key={i} />);
  if (FOLDED.includes(heading)) {
    return (
      <details class="folded">
        <summary>
          <Heading>{heading}</Heading>
        </summary>
        {inside}
      </details>
    );
  }
  return (
    <section>
      <Heading>{heading}</Heading>
      {inside}
    </section>
  );
}

export function BlockView({ block }: { block: PlainBlock }) {
  if (block.kind === 'chart') return <ChartFigure chart={block.chart} />;
  return <ReportHtml html={blockHtml(block, NO_DRAWINGS)} />;
}
