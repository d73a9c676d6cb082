/**
 * A tornado: how far one metric swings as each input goes from its low to its high value, the
 * widest swing on top; each end with its interval, all around the value that the base has. Ends that
 * are not clearly different from it are pale.
 */
import { upperEnd } from '../../document/bounds-order.ts';
import type { Chart, ChartSize, ChartSpec } from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows, rowChannel } from '../../document/charts/rows.ts';
import { NOTHING } from '../../document/quantity.ts';
import { ARROW, arrowLayers } from '../charts/dots.ts';
import {
  anyOpen,
  ends,
  isNumber,
  type MeasuredValue,
  type MeasureInfo,
  measureScale,
  placed,
  told,
  toldInterval,
} from '../charts/measured.ts';

/** One end: the metric there. */
export interface TornadoEnd extends MeasuredValue {
  /** Different from the base beyond chance, by its own interval; null: cannot be told. */
  readonly clear?: boolean | null;
}

export interface TornadoInput {
  readonly input: string;
  /** The input's value as it is. */
  readonly present?: string;
  /** The input's own values, as one would write them. */
  readonly lowLabel: string;
  readonly highLabel: string;
  readonly low: TornadoEnd;
  readonly high: TornadoEnd;
  /** It moves the metric more than chance does, in a verdict that holds for all inputs together. */
  readonly matters: boolean;
}

export interface Tornado extends MeasureInfo {
  readonly base: MeasuredValue;
  readonly inputs: readonly TornadoInput[];
}

const LOW_COLOUR = colour('series-2');
const HIGH_COLOUR = colour('series-1');
const BAR_PX = 14;
/** Opacity of an end that may be chance. */
const PALE = 0.3;
const isPale = ({ clear }: TornadoEnd): boolean => clear === false || clear === null;

/** Widest swing first; what never arrives swings widest. */
function bySwing({ inputs, base }: Tornado): TornadoInput[] {
  const swing = ({ low, high }: TornadoInput): number => {
    const all = [low, high, base].map(upperEnd);
    const [least, most] = [Math.min(...all), Math.max(...all)];
    return least === most ? 0 : most - least;
  };
  const sized = inputs.map((input) => ({ input, swing: swing(input) }));
  sized.sort((a, b) => (a.swing === b.swing ? 0 : a.swing < b.swing ? 1 : -1));
  return sized.map(({ input }) => input);
}

export function tornadoSpec(tornado: Tornado, size: ChartSize): ChartSpec {
  const inputs = bySwing(tornado);
  const { base, unit, measure } = tornado;
  const all = [base, ...inputs.flatMap(({ low, high }) => [low, high])];
  const { scale, ticks } = measureScale(ends(all), unit, size.narrow ? 4 : 6, anyOpen(all));
  const [, edge] = scale.domain;
  const start = placed(base, edge).value;
  const rows = layRows(
    inputs.map(({ input, present, lowLabel, highLabel }) => ({
      label: present === undefined || size.narrow ? input : `${input}, ${present}`,
      value: `${lowLabel} – ${highLabel}`,
      heading: '',
    })),
    size,
  );
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { ...scale },
    axis: { ...axisWith(ticks, { title: `${measure} on a typical day` }), domain: true },
  });
  const layer = (['low', 'high'] as const).flatMap((which): Layer[] => {
    const fill = which === 'low' ? LOW_COLOUR : HIGH_COLOUR;
    const bars = inputs.map((input, i) => ({
      ...placed(input[which], edge),
      pale: isPale(input[which]),
      base: start,
      // The two ends side by side where both lie on one side of the base.
      top: rows.middles[i] - (which === 'low' ? BAR_PX / 2 : 0),
      bottom: rows.middles[i] + (which === 'low' ? 0 : BAR_PX / 2),
      at: rows.middles[i] + (which === 'low' ? -BAR_PX / 4 : BAR_PX / 4),
    }));
    const rect = (pale: boolean): Layer[] => {
      const own = bars.filter((bar) => bar.pale === pale && isNumber(bar.value));
      if (own.length === 0) return [];
      return [
        {
          data: { values: own },
          mark: { type: 'rect', color: fill, opacity: pale ? PALE : 1 },
          encoding: {
            x: x('base'),
            x2: { field: 'value' },
            y: rowChannel(rows, 'top'),
            y2: { field: 'bottom' },
          },
        },
      ];
    };
    return [
      ...rect(true),
      ...rect(false),
      {
        data: { values: bars.filter(({ low, high }) => isNumber(low) && isNumber(high)) },
        mark: { type: 'rule', color: colour('ink'), strokeWidth: 1.5 },
        encoding: { x: x('low'), x2: { field: 'high' }, y: rowChannel(rows, 'at') },
      },
      ...arrowLayers(bars, { rows, x, ink: fill }),
    ];
  });
  const line: Layer = {
    data: { values: [{ base: start }] },
    mark: { type: 'rule', color: colour('ink'), strokeWidth: 1.5 },
    encoding: { x: x('base') },
  };
  return framed({
    size,
    height: rows.height,
    margin: rows.margin,
    above: '',
    layer: [...layer, line, ...rows.layer],
  });
}

export function tornadoChart(tornado: Tornado): Chart {
  const inputs = bySwing(tornado);
  const { measure, base } = tornado;
  const ending = (end: TornadoEnd): string => told(end, tornado);
  const interval = (end: TornadoEnd): string => {
    const range = toldInterval(end, tornado);
    return range === NOTHING || range === ending(end) ? '' : ` (${range})`;
  };
  const swing = ({ input, lowLabel, highLabel, low, high }: TornadoInput): string =>
    `${input}: ${ending(low)} at ${lowLabel}, ${ending(high)} at ${highLabel}`;
  return {
    title: titleWords(inputs, measure, swing),
    alt: `How far the ${measure} of a typical day swings around ${told(base, tornado)}, a bar for each input, widest first. ${inputs.map(swing).join('; ')}.`,
    legend: [
      { label: 'input at its low value', colour: LOW_COLOUR, symbol: 'bar' },
      { label: 'at its high value', colour: HIGH_COLOUR, symbol: 'bar' },
      ...(inputs.some(({ low, high }) => isPale(low) || isPale(high))
        ? [{ label: 'pale: may be chance', colour: colour('quiet'), symbol: 'bar' as const }]
        : []),
      {
        label: `${told(base, tornado)} as it is`,
        colour: colour('ink'),
        symbol: 'tick',
      },
      ...(anyOpen([base, ...inputs.flatMap(({ low, high }) => [low, high])]) ? [ARROW] : []),
    ],
    spec: (size) => tornadoSpec(tornado, size),
    tables: [
      {
        caption: `${measure} on a typical day as each input is varied`,
        head: ['input', 'as it is', 'low', measure, 'high', measure],
        rows: inputs.map(({ input, present = NOTHING, lowLabel, highLabel, low, high }) => [
          input,
          present,
          lowLabel,
          ending(low) + interval(low),
          highLabel,
          ending(high) + interval(high),
        ]),
      },
    ],
  };
}

/** The widest swing that matters, with the others of the study; where none does, the widest. */
function titleWords(
  inputs: readonly TornadoInput[],
  measure: string,
  swing: (input: TornadoInput) => string,
): string {
  const [widest] = inputs;
  if (widest === undefined) return 'Nothing was varied';
  const first = inputs.find(({ matters }) => matters);
  if (first === undefined) {
    return `No input makes a clear difference to the ${measure}; widest on a typical day, ${swing(widest)}`;
  }
  const clearly = first === widest ? '' : ' clearly';
  return `The ${measure} of a typical day hangs most${clearly} on ${swing(first)}`;
}
