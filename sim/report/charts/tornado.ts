/**
 * A tornado: how far one measure swings as each input goes from its low to its high value, the
 * widest swing on top; each end with its interval, all around the value that the base has. Ends that
 * are not clearly different from it are pale.
 */
import { NOTHING } from '../quantity.ts';
import type { Chart, ChartSize, ChartSpec } from './chart.ts';
import { axisWith, framed, type Layer } from './frame.ts';
import { isNumber, type MeasureInfo, measureScale, told } from './measured.ts';
import { colour } from './palette.ts';
import { layRows, rowChannel } from './rows.ts';

/** One end: the measure there, and its interval. */
export interface TornadoEnd {
  readonly value: number;
  readonly from: number | null;
  readonly to: number | null;
  /** Different from the base beyond chance; null: cannot be told. */
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
}

export interface Tornado extends MeasureInfo {
  readonly base: number;
  readonly inputs: readonly TornadoInput[];
}

const LOW_COLOUR = colour('series-2');
const HIGH_COLOUR = colour('series-1');
const BAR_PX = 14;
/** Opacity of an end that may be chance. */
const PALE = 0.3;
const isPale = ({ clear }: TornadoEnd): boolean => clear === false || clear === null;

/** Widest swing first. */
function bySwing({ inputs, base }: Tornado): TornadoInput[] {
  const swing = ({ low, high }: TornadoInput): number =>
    Math.max(low.value, high.value, base) - Math.min(low.value, high.value, base);
  return [...inputs].sort((a, b) => swing(b) - swing(a));
}

export function tornadoSpec(tornado: Tornado, size: ChartSize): ChartSpec {
  const inputs = bySwing(tornado);
  const { base, unit, measure } = tornado;
  const values = inputs.flatMap(({ low, high }) =>
    [low.value, low.from, low.to, high.value, high.from, high.to].filter(isNumber),
  );
  const { scale, ticks } = measureScale([base, ...values], unit, size.narrow ? 4 : 6);
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
    axis: { ...axisWith(ticks, { title: measure }), domain: true },
  });
  const layer = (['low', 'high'] as const).flatMap((which): Layer[] => {
    const fill = which === 'low' ? LOW_COLOUR : HIGH_COLOUR;
    const bars = inputs.map((input, i) => ({
      ...input[which],
      base,
      // The two ends side by side where both lie on one side of the base.
      top: rows.middles[i] - (which === 'low' ? BAR_PX / 2 : 0),
      bottom: rows.middles[i] + (which === 'low' ? 0 : BAR_PX / 2),
      at: rows.middles[i] + (which === 'low' ? -BAR_PX / 4 : BAR_PX / 4),
    }));
    const rect = (pale: boolean): Layer[] => {
      const own = bars.filter((bar) => isPale(bar) === pale).map(({ clear, ...bar }) => bar);
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
        data: { values: bars.filter(({ from, to }) => isNumber(from) && isNumber(to)) },
        mark: { type: 'rule', color: colour('ink'), strokeWidth: 1.5 },
        encoding: { x: x('from'), x2: { field: 'to' }, y: rowChannel(rows, 'at') },
      },
    ];
  });
  const line: Layer = {
    data: { values: [{ base }] },
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
  const interval = ({ from, to }: TornadoEnd): string =>
    isNumber(from) && isNumber(to)
      ? ` (${told({ value: from }, tornado)} to ${told({ value: to }, tornado)})`
      : '';
  const swing = ({ input, lowLabel, highLabel, low, high }: TornadoInput): string =>
    `${input}: ${ending(low)} at ${lowLabel}, ${ending(high)} at ${highLabel}`;
  return {
    title: titleWords(inputs, measure, swing),
    alt: `How far the ${measure} swings around ${told({ value: base }, tornado)}, a bar for each input, widest first. ${inputs.map(swing).join('; ')}.`,
    legend: [
      { label: 'input at its low value', colour: LOW_COLOUR, symbol: 'bar' },
      { label: 'at its high value', colour: HIGH_COLOUR, symbol: 'bar' },
      ...(inputs.some(({ low, high }) => isPale(low) || isPale(high))
        ? [{ label: 'pale: may be chance', colour: colour('quiet'), symbol: 'bar' as const }]
        : []),
      {
        label: `${told({ value: base }, tornado)} as it is`,
        colour: colour('ink'),
        symbol: 'tick',
      },
    ],
    spec: (size) => tornadoSpec(tornado, size),
    tables: [
      {
        caption: `${measure} as each input is varied`,
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

/** The widest swing that is more than chance; where none is, the widest. */
function titleWords(
  inputs: readonly TornadoInput[],
  measure: string,
  swing: (input: TornadoInput) => string,
): string {
  const [widest] = inputs;
  if (widest === undefined) return 'Nothing was varied';
  const first = inputs.find(({ low, high }) => !isPale(low) || !isPale(high));
  if (first === undefined) {
    return `No input makes a clear difference to the ${measure}; widest, ${swing(widest)}`;
  }
  const clearly = first === widest ? '' : ' clearly';
  return `The ${measure} hangs most${clearly} on ${swing(first)}`;
}
