/**
 * The chart of a ladder: the metric after each change in order, alone, and taken away; each group
 * opens with what its steps are compared with.
 */
import type { Chart } from '../../document/charts/chart.ts';
import { colour } from '../../document/charts/palette.ts';
import { metricOf } from '../../mailpath/metrics.ts';
import { measuredOf, valueIntervalText, valueText } from '../charts/measured.ts';
import { type ChartRow, rowChart, type Series } from '../charts/row-chart.ts';
import type { LadderResult, LadderStepResult } from './result.ts';

type Group = LadderStepResult['group'];

const HEADINGS: Readonly<Record<Group, string>> = {
  'in order': 'In order, each on top of those above',
  alone: 'Each alone',
  removed: 'Taken away, one at a time',
};

const SERIES: Readonly<Record<'better' | 'worse' | 'unsure' | 'unknown' | 'reference', Series>> = {
  better: { label: 'better', colour: colour('better'), symbol: 'dot' },
  worse: { label: 'worse', colour: colour('worse'), symbol: 'dot' },
  unsure: {
    label: 'no difference, a negligible one, or not significant',
    colour: colour('unsure'),
    symbol: 'ring',
  },
  reference: {
    label: 'what the group is compared with',
    colour: colour('ink'),
    symbol: 'dot',
  },
  unknown: { label: 'too few days to tell', colour: colour('quiet'), symbol: 'ring' },
};

/** What the difference to the group's reference means; null: it is the reference. */
function seriesOf(effect: LadderStepResult['effect'] | null): keyof typeof SERIES {
  if (effect === null) return 'reference';
  return effect === 'better' || effect === 'worse' || effect === 'unknown' ? effect : 'unsure';
}

/** Null where there is nothing to draw. */
export function ladderChart(result: LadderResult): Chart | null {
  const { from, to, steps, measure, verdict } = result;
  const label = metricOf(measure.name).label;
  const drawn = (['in order', 'alone', 'removed'] as const).flatMap((group) => {
    const reference = { ...(group === 'removed' ? to : from), effect: null };
    return [reference, ...steps.filter((step) => step.group === group)].map((step) => {
      const value = measuredOf(step.measures[measure.name]);
      return { group, name: step.name, value, series: seriesOf(step.effect) };
    });
  });
  return rowChart({
    title: verdict.sentence,
    alt: `${label} on a typical day after each change, a dot with its interval: ${drawn.map(({ group, name, value }) => `${group}, ${name}: ${valueText(value, measure)}`).join('; ')}.`,
    unit: measure.unit,
    axis: `${label} on a typical day`,
    rows: drawn.map(
      ({ group, name, value, series }): ChartRow => ({
        label: name,
        value: valueText(value, measure),
        heading: HEADINGS[group],
        marks: [{ ...value, series }],
      }),
    ),
    series: SERIES,
    line: {
      value: measuredOf(from.measures[measure.name]),
      label: `${from.name}: before any change`,
      colour: colour('ink'),
    },
    table: {
      caption: `${label} on a typical day after each change`,
      head: ['change', 'how', label, 'interval', 'difference'],
      rows: drawn.map(({ group, name, value, series }) => [
        name,
        group,
        valueText(value, measure),
        valueIntervalText(value, measure),
        SERIES[series].label,
      ]),
    },
  });
}
