/**
 * Draws charts: from Vega-Lite specifications to SVG that can stand inside a page.
 *
 *   specification -> Vega-Lite -> Vega -> SVG -> without what nobody sees -> inline SVG
 *
 * Vega and Vega-Lite are loaded when the first chart is drawn, so that nothing else pays for them.
 */
import type { Chart, ChartSpec } from '../charts/chart.ts';
import type { Drawing } from '../report.ts';

/** Each chart in both sizes. */
export async function drawCharts(charts: readonly Chart[]): Promise<Map<Chart, Drawing>> {
  const drawings = new Map<Chart, Drawing>();
  for (const chart of charts) {
    drawings.set(chart, {
      wide: await drawSvg(chart.wide),
      narrow: await drawSvg(chart.narrow),
    });
  }
  return drawings;
}

/** One specification as inline SVG. */
export async function drawSvg(spec: ChartSpec): Promise<string> {
  const [{ compile }, { View, parse, Error: ERRORS_ONLY }, { expressionInterpreter }] =
    await Promise.all([import('vega-lite'), import('vega'), import('vega-interpreter')]);
  // What Vega-Lite would warn of is our own doing: tests object to it, users need not see it.
  // Interpreted, not compiled: a page whose policy forbids eval draws the same.
  const { spec: compiled } = compile(spec, { logger: SILENT });
  const view = new View(parse(compiled, {}, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'none',
    logLevel: ERRORS_ONLY,
  });
  try {
    return inline(await view.toSVG());
  } finally {
    view.finalize();
  }
}

const SILENT = {
  level: () => SILENT,
  error: () => SILENT,
  warn: () => SILENT,
  info: () => SILENT,
  debug: () => SILENT,
};

/**
 * Without namespaces (an HTML page knows them), without roles and classes (the chart's words are said
 * beside it), without invisible backgrounds; places to a hundredth of a pixel. Texts stay as they are.
 */
function inline(svg: string): string {
  return svg.replaceAll(/<[^>]+>/g, (tag) => {
    if (/^<path class="(?:background|foreground)"/.test(tag)) return '';
    if (tag.startsWith('<svg ')) return root(tag);
    return tag
      .replaceAll(/ (?:class|role|aria-[a-z]+|pointer-events|font-family)="[^"]*"/g, '')
      .replaceAll(' opacity="1"', '')
      .replaceAll(/ (transform|d|x2|y2)="([^"]*)"/g, (_, name: string, value: string) => {
        const rounded = value.replaceAll(/-?\d+\.\d{3,}/g, (n) =>
          String(Number(Number(n).toFixed(2))),
        );
        return ` ${name}="${rounded}"`;
      });
  });
}

function root(tag: string): string {
  const [, width, height] = / width="([\d.]+)" height="([\d.]+)"/.exec(tag) ?? [];
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false">`;
}
