/**
 * A report in the page: the same words, tables and charts as the saved file, by the same code. Text
 * and tables come as the HTML that the file has (it is escaped there); charts are drawn here.
 */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { harmless } from '../../../sim/document/harmless.ts';
import { blockHtml, figureTables, legend, summaryHtml } from '../../../sim/document/html/blocks.ts';
import type {
  PlainBlock,
  PlainChart,
  PlainReport,
  PlainSection,
} from '../../../sim/document/plain-report.ts';
import { tie } from '../../../sim/document/text-layout.ts';
import { saveBlob, saveText, tableCsv } from './saving.ts';

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
      {report.summary !== undefined && <ReportHtml html={summaryHtml(report.summary)} />}
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
          {tie(text)}
        </p>
      ))}
      <p class="lead">{tie(report.lead)}</p>
    </>
  );
}

function SectionView({ section, level }: { section: PlainSection; level: 2 | 3 }) {
  const { heading, blocks, folded } = section;
  const Heading = level === 2 ? 'h2' : 'h3';
  const inside = blocks.map((block, i) => <BlockView block={block} key={i} />);
  if (folded) {
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

function BlockView({ block }: { block: PlainBlock }) {
  if (block.kind === 'chart') return <ChartFigure chart={block.chart} />;
  return <ReportHtml html={blockHtml(block, NO_DRAWINGS)} />;
}

/** As in the saved report. */
const NARROW_BELOW_PX = 620;

/**
 * A chart: its finding as the heading, its legend, the drawing, its data as a table, and how to take
 * it along. The code that draws is loaded when the first chart comes into sight.
 */
function ChartFigure({ chart }: { chart: PlainChart }) {
  const place = useRef<HTMLDivElement>(null);
  const trouble = useSignal('');
  const drawn = useSignal(false);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let here = true;
    let width = 0;
    const draw = async () => {
      const narrow = element.clientWidth < NARROW_BELOW_PX;
      if (element.clientWidth === 0 || (width > 0 && width < NARROW_BELOW_PX === narrow)) return;
      width = element.clientWidth;
      try {
        const { drawSvg } = await import('../../../sim/document/svg/chart-images.ts');
        const svg = await drawSvg(narrow ? chart.narrow : chart.wide);
        // Vega wrote it from our own specification; its texts are escaped.
        if (here) element.innerHTML = svg;
        drawn.value = true;
      } catch (error) {
        trouble.value = `The chart could not be drawn (${String(error)}); its table is below.`;
      }
    };
    const resized = new ResizeObserver(() => draw());
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        seen.disconnect();
        resized.observe(element);
      },
      { rootMargin: '400px' },
    );
    seen.observe(element);
    return () => {
      here = false;
      seen.disconnect();
      resized.disconnect();
    };
  }, [chart, drawn, trouble]);
  const svg = () => place.current?.querySelector('svg') ?? null;
  return (
    <figure>
      <figcaption>
        <h3>{chart.title}</h3>
      </figcaption>
      <ReportHtml html={legend(chart.legend)} />
      <div class="drawing" role="img" aria-label={chart.alt} ref={place} data-drawn={drawn.value} />
      {trouble.value !== '' && <p class="warning">{trouble.value}</p>}
      {chart.note !== undefined && <p class="note">{chart.note}</p>}
      <details>
        <summary>Data as a table, and export</summary>
        <p class="buttons">
          <button type="button" onClick={() => savePng(svg(), chart.title)}>
            Save as PNG
          </button>
          <button type="button" onClick={() => saveSvg(svg(), chart.title)}>
            Save as SVG
          </button>
          <button
            type="button"
            onClick={() => saveText(tableCsv(chart.tables), chart.title, 'csv', 'text/csv')}
          >
            Save as CSV
          </button>
        </p>
        <ReportHtml html={figureTables(chart.tables)} />
      </details>
    </figure>
  );
}

/** PNG has so many pixels for each of the drawing. */
const PNG_SCALE = 2;
const SVG_TYPE = 'image/svg+xml;charset=utf-8';

function saveSvg(svg: SVGSVGElement | null, title: string): void {
  if (svg === null) return;
  saveBlob(new Blob([harmless(standalone(svg))], { type: SVG_TYPE }), title, 'svg');
}

async function savePng(svg: SVGSVGElement | null, title: string): Promise<void> {
  if (svg === null) return;
  const image = new Image();
  const address = URL.createObjectURL(new Blob([standalone(svg)], { type: SVG_TYPE }));
  try {
    image.src = address;
    await image.decode();
    const { width, height } = svg.viewBox.baseVal;
    const canvas = document.createElement('canvas');
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      if (blob !== null) saveBlob(blob, title, 'png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** With its name space, its paper, its letters and its colours. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', 'system-ui, sans-serif');
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', 'var(--paper)');
  copy.prepend(paper);
  const named = getComputedStyle(document.documentElement);
  return new XMLSerializer()
    .serializeToString(copy)
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) => named.getPropertyValue(name).trim());
}

/** HTML that sim/document/html wrote: it escapes whatever it is given. Nothing else may come here. */
function ReportHtml({ html }: { readonly html: string }) {
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}
