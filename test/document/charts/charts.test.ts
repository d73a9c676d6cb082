import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { type ChartSpec, NARROW, WIDE } from '../../../sim/document/charts/chart.ts';
import { drawSvg } from '../../../sim/document/svg/chart-images.ts';
import { CHARTS, HOSTILE, timelineOf } from './chart-examples.ts';

/** What Vega-Lite has to say against a specification. */
function objections(spec: ChartSpec): string[] {
  const said: string[] = [];
  const object = (...words: unknown[]) => {
    said.push(words.join(' '));
    return logger;
  };
  const ignore = () => logger;
  const logger = { level: ignore, error: object, warn: object, info: ignore, debug: ignore };
  compile(spec, { logger });
  return said;
}

const drawn = CHARTS.flatMap(
  ([name, { wide, narrow }]) =>
    [
      [name, WIDE.width, wide],
      [name, NARROW.width, narrow],
    ] as const,
);

describe('each chart', () => {
  it.each(drawn)('compiles without a warning: %s, %d px', (_, __, spec) => {
    expect(objections(spec)).toEqual([]);
  });

  it.each(drawn)('is plain data: %s, %d px', (_, __, spec) => {
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });

  it.each(drawn)(
    'is as wide as it is told, drawn in full and of nothing but itself: %s, %d px',
    async (_, requested, spec) => {
      const svg = await drawSvg(spec);
      const [, width, height] = /^<svg viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
      expect(Math.abs(Number(width) - requested)).toBeLessThanOrEqual(1);
      expect(Number(height)).toBeGreaterThan(40);
      expect(svg).not.toMatch(/NaN|undefined|Infinity|null/);
      expect(svg).toMatch(/<(?:path|line|rect)[^>]*var\(--/);
      // No colour but the palette's, and nothing from outside.
      expect(svg).not.toMatch(/#[0-9a-f]{3,6}\b|rgb\(|http|xmlns|<script|style=/i);
    },
  );

  it.each(CHARTS)('says its finding, what it shows, and its data: %s', (_, chart) => {
    expect(chart.title.length).toBeGreaterThan(15);
    expect(chart.alt.length).toBeGreaterThan(40);
    for (const { head, rows } of chart.tables) {
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toHaveLength(head.length);
    }
  });
});

describe('the findings', () => {
  const title = (name: string) => CHARTS.find(([own]) => own === name)?.[1].title;

  it('are the numbers that one would look for', () => {
    expect(title('delay curve')).toMatch(
      /^20% of the mail takes longer than 1 min on a typical day under default, 0% under /,
    );
    expect(title('heat map')).toMatch(
      /^Lowest p99 on a typical day: 5.45 s, at messages per connection 10 and /,
    );
    expect(title('line of a sweep')).toBe(
      'Lowest over-15m on a typical day: 5%, at queue runners 8',
    );
    expect(title('line of a sweep with enough')).toBe('From 4 on, nothing significant is gained.');
    expect(title('sweep without order')).toMatch(/: from 5% at queue runners 8 to 20% at /);
    expect(title('range of values')).toMatch(/: 3 to 8; at 2, p99 < 4m fails$/);
    expect(title('now and after')).toMatch(
      /^p99 on a typical day comes down from .* min.* to .*; 4 min is required$/,
    );
  });

  it('say what has no upper end', () => {
    expect(title('line of a sweep without an end')).toBe(
      'Lowest p99 on a typical day: 19 min, at queue runners 8',
    );
    expect(title('delay curve with mail that is left')).toMatch(
      /of the mail takes longer than \d+ min on a typical day under left/,
    );
    const chart = CHARTS.find(([own]) => own === 'line of a sweep without an end')?.[1];
    expect(chart?.tables[0].rows.map(([, told]) => told)).toEqual([
      'never',
      'at least 2 h',
      '20 min',
      '19 min',
    ]);
  });

  it('of a timeline count what was cut and marked', () => {
    expect(timelineOf(0, 0).title).toMatch(
      /\d+ connections? (?:is|are) cut at 3 min; exchange-online\.test is marked/,
    );
    expect(timelineOf(1, 0).title).toMatch(
      /no connection is cut \(the longest lives .*\); no host is marked/,
    );
  });

  it('name things as the user does', () => {
    expect(timelineOf(0, 0).title).toContain(HOSTILE);
  });
});

describe('a bound without an upper end', () => {
  const specOf = (name: string) => {
    const spec = CHARTS.find(([own]) => own === name)?.[1].wide;
    return spec as { layer: { mark: { shape?: string }; data: { values: object[] } }[] };
  };
  const arrows = (name: string) =>
    specOf(name).layer.filter(({ mark }) => mark.shape?.startsWith('triangle'));

  it.each([
    ['dots in rows from never', 2],
    ['bars in rows up to never', 1],
    ['pairs of dots in rows', 1],
    ['line of a sweep without an end', 2],
    ['now and after', 1],
  ])('is drawn up to the end of the axis, with an arrow: %s', (name, number) => {
    expect(arrows(name).flatMap(({ data }) => data.values)).toHaveLength(number);
    const chart = CHARTS.find(([own]) => own === name)?.[1];
    expect(chart?.legend.some(({ symbol }) => symbol === 'arrow')).toBe(true);
  });

  it('is not where all is known', () => {
    for (const name of ['dots in rows', 'bars in rows', 'line of a sweep'])
      expect(arrows(name)).toEqual([]);
  });

  it('of a curve of delay is a band, and no axis of days on which nothing changes', () => {
    const { layer } = specOf('delay curve with mail that is left');
    const bands = layer.filter(({ mark }) => (mark as { type?: string }).type === 'area');
    expect(bands).toHaveLength(2);
    expect(JSON.stringify(specOf('delay curve with mail that is left'))).not.toContain('"10 d"');
  });
});

describe('axes', () => {
  it('have times as people write them', async () => {
    const svg = await drawSvg(CHARTS[0][1].wide);
    const labels = [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text);
    expect(labels).toEqual(expect.arrayContaining(['1 s', '1 min', '1 h', '10%', '100%']));
  });

  it('have the time of day where the run has one', async () => {
    const [clock, run] = await Promise.all(
      [8.5 * 3_600_000, 0].map((startsAtMs) => drawSvg(timelineOf(0, startsAtMs).wide)),
    );
    expect(clock).toContain('>08:40<');
    expect(clock).toContain('time of day');
    expect(run).toContain('>10 min<');
    expect(run).toContain('time of the run');
  });
});
