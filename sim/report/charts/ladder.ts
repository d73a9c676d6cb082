/**
 * A ladder: one measure after each step, in order, alone, and with one step taken away; a dot with
 * its interval for each, and a line at the value before any step. A group may open with what its
 * steps are held against.
 */
import type { Chart, ChartSize, ChartSpec, LegendEntry } from './chart.ts';
import { axisWith, framed, type Layer } from './frame.ts';
import {
  best,
  ends,
  isNumber,
  type MeasuredValue,
  type MeasureInfo,
  measureScale,
  told,
  toldInterval,
} from './measured.ts';
import { colour } from './palette.ts';
import { layRows, rowChannel } from './rows.ts';

export interface LadderStep extends MeasuredValue {
  readonly group: 'in order' | 'alone' | 'removed';
  readonly step: string;
  /**
   * Against the step before, the base or the target; null: chance cannot be told apart; `held`: it
   * is what the group is held against.
   */
  readonly clear: 'better' | 'worse' | 'unsure' | 'held' | null;
}

export interface Ladder extends MeasureInfo {
  /** Before any step. */
  readonly base: MeasuredValue | null;
  readonly steps: readonly LadderStep[];
}

const GROUP_HEADINGS: Readonly<Record<LadderStep['group'], string>> = {
  'in order': 'In order, each on top of those above',
  alone: 'Each alone',
  removed: 'Taken away, one at a time',
};

const CLEAR_WORDS = {
  better: 'clearly better',
  worse: 'clearly worse',
  unsure: 'no difference to speak of',
  held: 'what the group is held against',
  none: 'no interval',
} as const;

const clearColour = (clear: LadderStep['clear']): string =>
  colour(clear === 'held' ? 'ink' : (clear ?? 'quiet'));

export function ladderSpec(ladder: Ladder, size: ChartSize): ChartSpec {
  const { steps, base, unit, measure } = ladder;
  const all = base === null ? steps : [base, ...steps];
  const { scale, ticks } = measureScale(ends(all), unit, size.narrow ? 4 : 8);
  const rows = layRows(
    steps.map((step) => ({
      label: step.step,
      value: told(step, ladder),
      heading: GROUP_HEADINGS[step.group],
    })),
    size,
  );
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { ...scale },
    axis: { ...axisWith(ticks, { title: measure }), domain: true },
  });
  const dots = steps.map(({ value, low, high, clear }, i) => ({
    value,
    low: low ?? null,
    high: high ?? null,
    at: rows.middles[i],
    clear: clear ?? 'none',
  }));
  const clears = [...new Set(steps.map(({ clear }) => clear))];
  const layer = clears.flatMap((clear): Layer[] => {
    const own = dots.filter((dot) => dot.clear === (clear ?? 'none') && dot.value !== null);
    const bars: Layer = {
      data: { values: own.filter(({ low, high }) => isNumber(low) && isNumber(high)) },
      mark: { type: 'rule', strokeWidth: 3, color: clearColour(clear), opacity: 0.55 },
      encoding: { x: x('low'), x2: { field: 'high' }, y: rowChannel(rows, 'at') },
    };
    const points: Layer = {
      data: { values: own },
      mark: {
        type: 'point',
        size: 80,
        strokeWidth: 2,
        stroke: clearColour(clear),
        fill: clear === 'unsure' || clear === null ? colour('paper') : clearColour(clear),
        opacity: 1,
      },
      encoding: { x: x('value'), y: rowChannel(rows, 'at') },
    };
    return [bars, points];
  });
  const before: Layer[] =
    base === null || base.value === null
      ? []
      : [
          {
            data: { values: [{ base: base.value }] },
            mark: { type: 'rule', color: colour('ink'), strokeDash: [4, 3] },
            encoding: { x: x('base') },
          },
        ];
  return framed({
    size,
    height: rows.height,
    margin: rows.margin,
    above: '',
    layer: [...before, ...layer, ...rows.layer],
  });
}

export function ladderChart(ladder: Ladder): Chart {
  const { measure, steps, base } = ladder;
  const inOrder = steps.filter(({ group, clear }) => group === 'in order' && clear !== 'held');
  const alone = best(
    steps.filter(({ group, clear }) => group === 'alone' && clear !== 'held'),
    ladder,
  );
  const last = inOrder[inOrder.length - 1];
  const from = base === null ? '' : ` from ${told(base, ladder)}`;
  const findings = [
    ...(last === undefined
      ? []
      : [`all steps together take the ${measure}${from} to ${told(last, ladder)}`]),
    ...(alone === undefined ? [] : [`alone, ${alone.step} gives ${told(alone, ladder)}`]),
  ];
  const title = findings.join('; ');
  return {
    title: title === '' ? measure : title[0].toUpperCase() + title.slice(1),
    alt: `${measure} after each step, a dot with its 95% interval: ${steps.map((step) => `${step.group}, ${step.step}: ${told(step, ladder)}`).join('; ')}.`,
    legend: legend(ladder),
    spec: (size) => ladderSpec(ladder, size),
    tables: [
      {
        caption: `${measure} after each step`,
        head: ['step', 'how', measure, '95% interval', 'difference'],
        rows: steps.map((step) => [
          step.step,
          step.group,
          told(step, ladder),
          toldInterval(step, ladder),
          CLEAR_WORDS[step.clear ?? 'none'],
        ]),
      },
    ],
  };
}

function legend({ steps, base }: Ladder): LegendEntry[] {
  const seen = (['better', 'worse', 'unsure', 'held', null] as const).filter((clear) =>
    steps.some((step) => step.clear === clear),
  );
  return [
    ...seen.map((clear): LegendEntry => {
      const symbol = clear === 'unsure' || clear === null ? 'ring' : 'dot';
      return { label: CLEAR_WORDS[clear ?? 'none'], colour: clearColour(clear), symbol };
    }),
    ...(base === null
      ? []
      : [
          { label: 'before any step', colour: colour('ink'), symbol: 'line' as const, dash: '4 3' },
        ]),
  ];
}
