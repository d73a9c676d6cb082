/**
 * A chart: its finding as the heading, its legend, the drawing, its data as a table, and how to take
 * it along. The code that draws is loaded when the first chart comes into sight.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { figureTables, legend } from '../../../sim/document/html/blocks.ts';
import type { PlainChart } from '../../../sim/document/plain-report.ts';
import { savePng, saveSvg } from './chart-export.ts';
import { ReportHtml } from './report-html.tsx';
import { saveText, tableCsv } from './saving.ts';

/** As in the saved report. */
const NARROW_BELOW_PX = 620;

export function ChartFigure({ chart }: { chart: PlainChart }) {
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
        <summary>The data as a table, and to take along</summary>
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
