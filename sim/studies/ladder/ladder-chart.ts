/**
 * A ladder: one metric after each step, in order, alone, and with one step taken away; a dot with
 * its interval for each, and a line at the value before any step. A group may open with what its
 * steps are held against.
 */
import type { Chart, ChartSize, ChartSpec, LegendEntry } from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows } from '../../document/charts/rows.ts';
import { ARROW, arrowLayers, dotLayer, dotsAt, intervalLayer } from '../charts/dots.ts';
import {
  anyOpen,
  best,
  ends,
  type MeasuredValue,
  type MeasureInfo,
  measureScale,
  placed,
  told,
  toldInterval,
} from '../charts/measured.ts';

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
  none: 'too few days to tell',
} as const;

const clearColour = (clear: LadderStep['clear']): string =>
  colour(clear === 'held' ? 'ink' : (clear ?? 'quiet'));

export function ladderSpec(ladder: Ladder, size: ChartSize): ChartSpec {
  const { steps, base, unit, measure } = ladder;
  const all = base === null ? steps : [base, ...steps];
  const { scale, ticks } = measureScale(ends(all), unit, size.narrow ? 4 : 8, anyOpen(all));
  const [, edge] = scale.domain;
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
    axis: { ...axisWith(ticks, { title: `${measure} on a typical day` }), domain: true },
  });
  const dots = dotsAt(steps, rows, edge);
  const clears = [...new Set(steps.map(({ clear }) => clear))];
  const layer = clears.flatMap((clear): Layer[] => {
    const own = dots.filter((_, i) => steps[i].clear === clear);
    const ink = clearColour(clear);
    const fill = clear === 'unsure' || clear === null ? colour('paper') : ink;
    return [
      intervalLayer(own, { rows, x, ink, width: 3, opacity: 0.55 }),
      ...arrowLayers(own, { rows, x, ink }),
      dotLayer(own, { rows, x, ink, fill }),
    ];
  });
  const start = base === null ? null : placed(base, edge).value;
  const before: Layer[] =
    start === null
      ? []
      : [
          {
            data: { values: [{ base: start }] },
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
      : [
          `all steps together take the ${measure} on a typical day${from} to ${told(last, ladder)}`,
        ]),
    ...(alone === undefined ? [] : [`alone, ${alone.step} gives ${told(alone, ladder)}`]),
  ];
  const title = findings.join('; ');
  return {
    title: title === '' ? measure : title[0].toUpperCase() + title.slice(1),
    alt: `${measure} on a typical day after each step, a dot with its interval: ${steps.map((step) => `${step.group}, ${step.step}: ${told(step, ladder)}`).join('; ')}.`,
    legend: legend(ladder),
    spec: (size) => ladderSpec(ladder, size),
    tables: [
      {
        caption: `${measure} on a typical day after each step`,
        head: ['step', 'how', measure, 'interval', 'difference'],
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
    ...(anyOpen(steps) ? [ARROW] : []),
  ];
}
