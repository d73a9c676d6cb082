/**
 * Numbers of messages per connection, a row each, by whoever proposes them (the article, its rule,
 * its procedure, the choice), against the largest number that is safe here.
 *
 * Units: messages. A number is safe if no more than an accepted share of its connections outlive
 * their lifetime.
 */

import type { Chart, ChartSize, ChartSpec } from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows } from '../../document/charts/rows.ts';
import { count, NOTHING } from '../../document/quantity.ts';
import { type Dot, dotLayer, intervalLayer } from '../charts/dots.ts';
import { isNumber, measureScale } from '../charts/measured.ts';

export interface LimitFigure {
  /** Who says so. */
  readonly label: string;
  readonly value: number;
  /** From and to, where it is not one number. */
  readonly low?: number;
  readonly high?: number;
}

export interface LimitFigures {
  /** What one sees in it. */
  readonly title: string;
  readonly figures: readonly LimitFigure[];
  /** The largest safe number. */
  readonly safe: number;
  /** What safe means: `outlives 20 min on at most 1% of the connections`. */
  readonly safeWords: string;
}

const SAFE = colour('better');
const UNSAFE = colour('worse');

export function limitFiguresSpec({ figures, safe }: LimitFigures, size: ChartSize): ChartSpec {
  const ends = figures.flatMap(({ value, low, high }) => [value, low, high].filter(isNumber));
  const { scale, ticks } = measureScale([safe, ...ends], 'count', size.narrow ? 4 : 8);
  const rows = layRows(
    figures.map((figure) => ({ label: figure.label, value: count(figure.value), heading: '' })),
    size,
  );
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { ...scale },
    axis: { ...axisWith(ticks, { title: 'messages on a connection' }), domain: true },
  });
  const dots = figures.map(({ value, low, high }, i): Dot => {
    return { value, low: low ?? null, high: high ?? null, open: false, at: rows.middles[i] };
  });
  const line: Layer = {
    data: { values: [{ safe }] },
    mark: { type: 'rule', color: colour('ink'), strokeDash: [4, 3] },
    encoding: { x: x('safe') },
  };
  const spans = intervalLayer(dots, { rows, x, ink: colour('quiet'), width: 3, opacity: 1 });
  const layer = [true, false].map((isSafe): Layer => {
    const ink = isSafe ? SAFE : UNSAFE;
    const ofThese = dots.filter(({ value }) => (value ?? 0) <= safe === isSafe);
    return dotLayer(ofThese, { rows, x, ink, fill: isSafe ? ink : colour('paper') });
  });
  return framed({
    size,
    height: rows.height,
    margin: rows.margin,
    above: '',
    layer: [line, spans, ...layer, ...rows.layer],
  });
}

export function limitFiguresChart(limits: LimitFigures): Chart {
  const { title, figures, safe, safeWords } = limits;
  const verdict = ({ value }: LimitFigure): string => (value <= safe ? 'safe' : 'too many');
  const seen = new Set(figures.map(verdict));
  const most = count(safe);
  return {
    title,
    alt: `Numbers of messages per connection against ${most}, the largest that ${safeWords}: ${figures.map((figure) => `${figure.label} ${count(figure.value)}, ${verdict(figure)}`).join('; ')}.`,
    legend: [
      ...(seen.has('safe') ? [{ label: 'safe', colour: SAFE, symbol: 'dot' as const }] : []),
      ...(seen.has('too many')
        ? [{ label: 'too many', colour: UNSAFE, symbol: 'ring' as const }]
        : []),
      {
        label: `${most}: the largest that ${safeWords}`,
        colour: colour('ink'),
        symbol: 'line',
        dash: '4 3',
      },
    ],
    spec: (size) => limitFiguresSpec(limits, size),
    tables: [
      {
        caption: 'Messages per connection',
        head: ['by', 'messages', 'from and to', 'here'],
        rows: figures.map((figure) => [
          figure.label,
          count(figure.value),
          fromTo(figure),
          verdict(figure),
        ]),
      },
    ],
  };
}

function fromTo({ low, high }: LimitFigure): string {
  return low === undefined || high === undefined ? NOTHING : `${count(low)} to ${count(high)}`;
}
