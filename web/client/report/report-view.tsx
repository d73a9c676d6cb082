/**
 * A report in the page: the same words, tables and charts as the saved file, by the same code. Text
 * and tables come as the HTML that the file has (it is escaped there); charts are drawn here.
 */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Chart } from '../../../sim/document/charts/chart.ts';
import { harmless } from '../../../sim/document/harmless.ts';
import {
  blockHtml,
  figureTables,
  legend,
  summaryHtml,
  terms,
} from '../../../sim/document/html/blocks.ts';
import type { Block, Report, Section } from '../../../sim/document/report.ts';
import { tie } from '../../../sim/document/text-layout.ts';
import { Button } from '../fields.tsx';
import { Warning } from '../warning.tsx';
import { saveBlob, saveText, tableCsv } from './saving.ts';

const NO_DRAWINGS = new Map();

interface ReportProps {
  readonly report: Report;
  readonly level?: 2 | 3;
  /** Its finding and its warnings stand elsewhere. */
  readonly headless?: boolean;
}

export function ReportView({ report, level = 2, headless = false }: ReportProps) {
  // A long page: it is not made anew because something beside it has changed.
  return useMemo(
    () => (
      <div class="report">
        {!headless && <Finding report={report} />}
        {report.summary !== undefined && <ReportHtml html={summaryHtml(report.summary)} />}
        {report.opening?.map((block, i) => (
          <BlockView block={block} key={i} />
        ))}
        {report.sections.map((section) => (
          <SectionView section={section} level={level} key={section.heading} />
        ))}
        <details>
          <summary>What was run</summary>
          <ReportHtml html={terms(report.facts)} />
        </details>
      </div>
    ),
    [report, level, headless],
  );
}

/** What was found, and what has to be said before any number. */
export function Finding({ report }: { readonly report: Report }) {
  return (
    <>
      {report.warnings.map((text) => (
        <Warning text={tie(text)} key={text} />
      ))}
      <p class="lead">{tie(report.lead)}</p>
    </>
  );
}

function SectionView({ section, level }: { section: Section; level: 2 | 3 }) {
  const Heading = level === 2 ? 'h2' : 'h3';
  const heading = <Heading>{section.heading}</Heading>;
  const blocks = section.blocks.map((block, i) => <BlockView block={block} key={i} />);
  return section.folded ? (
    <details class="folded">
      <summary>{heading}</summary>
      {blocks}
    </details>
  ) : (
    <section>
      {heading}
      {blocks}
    </section>
  );
}

export function BlockView({ block }: { readonly block: Block }) {
  if (block.kind === 'chart') return <ChartFigure chart={block.chart} />;
  return <ReportHtml html={blockHtml(block, NO_DRAWINGS)} />;
}

/** As in the saved report. */
const NARROW_BELOW_PX = 620;

/**
 * A chart: its finding as the heading, its legend, the drawing, its data as a table, and how to take
 * it along. The code that draws is loaded when the first chart comes into sight.
 */
function ChartFigure({ chart }: { chart: Chart }) {
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
  const save = (as: (svg: SVGSVGElement, title: string) => void) => {
    const svg = place.current?.querySelector('svg');
    if (svg) as(svg, chart.title);
  };
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
          <Button label="Save as PNG" onClick={() => save(savePng)} />
          <Button label="Save as SVG" onClick={() => save(saveSvg)} />
          <Button
            label="Save as CSV"
            onClick={() => saveText(tableCsv(chart.tables), chart.title, 'csv')}
          />
        </p>
        <ReportHtml html={figureTables(chart.tables)} />
      </details>
    </figure>
  );
}

const SVG_TYPE = 'image/svg+xml;charset=utf-8';

function saveSvg(svg: SVGSVGElement, title: string): void {
  saveBlob(new Blob([harmless(standalone(svg))], { type: SVG_TYPE }), title, 'svg');
}

/** PNG has so many pixels for each of the drawing. */
const PNG_SCALE = 2;

async function savePng(svg: SVGSVGElement, title: string): Promise<void> {
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
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (png !== null) saveBlob(png, title, 'png');
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** With its name space, its paper, its letters and its colours. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', 'system-ui, sans-serif');
  copy.insertAdjacentHTML(
    'afterbegin',
    '<rect width="100%" height="100%" fill="var(--paper)"></rect>',
  );
  const named = getComputedStyle(document.documentElement);
  return new XMLSerializer()
    .serializeToString(copy)
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) => named.getPropertyValue(name).trim());
}

/** HTML that sim/document/html wrote: it escapes whatever it is given. Nothing else may come here. */
function ReportHtml({ html }: { readonly html: string }) {
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}
