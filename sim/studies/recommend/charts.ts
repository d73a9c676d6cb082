/**
 * Charts of a recommendation: delays today and with the choice; how far each value can move; the
 * numbers of messages per connection that are proposed, against the largest that is safe here.
 * Units: those of the metrics.
 */

import { boundsOf, compareBounds, known } from '../../document/bounds.ts';
import type { BoundsResult } from '../../document/bounds-schema.ts';
import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  type LegendEntry,
  widest,
} from '../../document/charts/chart.ts';
import {
  framed,
  type Layer,
  labelRoom,
  plotWidth,
  valuesAlong,
} from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { count, duration, messages, NOTHING, quantity, share } from '../../document/quantity.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../mailpath/remedies.ts';
import { parseObjective } from '../../scenario/expectation.ts';
import {
  exactly,
  isNumber,
  measuredOf,
  measureScale,
  valueIntervalText,
  valueText,
} from '../charts/measured.ts';
import { rowChart } from '../charts/row-chart.ts';
import { metricsOfTable } from '../result/metric-columns.ts';
import type { RecommendationResult } from './result.ts';
import { articleName, type RecommendedChoice, settingValue } from './words.ts';

type Movement = RecommendedChoice['movements'][number];
type Value = Movement['chosen'];

/** What the objectives require of a metric, in its unit; null: nothing that is a number. */
function boundOn({ requested }: RecommendationResult, metric: MetricName): number | null {
  const bounds = requested.objectives.flatMap((text) => {
    const read = parseObjective(text, []);
    if (typeof read === 'string' || read.right.kind !== 'value') return [];
    return read.left.metric === metric ? [read.right.value] : [];
  });
  return bounds[0] ?? null;
}

/** Two dots in a row for each delay: today, and with the choice or with what comes nearest. */
export function nowAndAfterChart(result: RecommendationResult): Chart | null {
  const { present, choice, nearest, requested } = result;
  const then = choice ?? nearest;
  if (then === null || present.bad.days === 0) return null;
  const name = choice === null ? 'nearest' : 'chosen';
  const info = { unit: 'ms' as const };
  const names = metricsOfTable('delay');
  const rows = names.map((metric) => ({
    label: metricOf(metric).label,
    now: measuredOf(present.measures[metric]),
    after: measuredOf(then.measures[metric]),
    bound: boundOn(result, metric),
  }));
  const about =
    rows[
      Math.max(0, names.indexOf(names.includes(requested.criterion) ? requested.criterion : 'p99'))
    ];
  const [from, to] = [valueText(about.now, info), valueText(about.after, info)];
  const verb = compareBounds(about.after, about.now) < 0 ? 'comes down' : 'goes up';
  const moved = from === to ? `stays at ${to}` : `${verb} from ${from} to ${to}`;
  const objective =
    about.bound === null ? '' : `; ${valueText(exactly(about.bound), info)} is required`;
  return rowChart({
    ...info,
    title: `${about.label} on a typical day ${moved}${objective}`,
    alt: `Delays on a typical day, today and with the ${name} settings, each with its interval: ${rows.map((row) => `${row.label} ${valueText(row.now, info)} today, ${valueText(row.after, info)} ${name}`).join('; ')}.`,
    axis: 'delay',
    rows: rows.map(({ label, now, after: chosen, bound }) => ({
      label,
      value: valueText(chosen, info),
      marks: [
        { ...now, series: 'now' },
        { ...chosen, series: 'after' },
      ],
      bound,
    })),
    series: {
      now: { label: 'today', colour: colour('series-1'), symbol: 'ring' },
      after: { label: name, colour: colour('series-2'), symbol: 'dot' },
    },
    ...(rows.some(({ bound }) => bound !== null) ? { boundLabel: 'the objective' } : {}),
    note: `The figures are those of the ${name} settings.`,
    table: {
      caption: 'Delays on a typical day with their intervals',
      head: ['delay', 'today', 'interval', name, 'interval', 'objective'],
      rows: rows.map(({ label, now, after: chosen, bound }) => [
        label,
        valueText(now, info),
        valueIntervalText(now, info),
        valueText(chosen, info),
        valueIntervalText(chosen, info),
        bound === null ? NOTHING : valueText(exactly(bound), info),
      ]),
    },
  });
}

/**
 * Numbers of messages per connection, a row each, by whoever proposes them. A number is safe if no
 * more than an accepted share of its connections outlive their lifetime. Null: any is safe, or none.
 */
export function limitFiguresChart({ limit, choice, present }: RecommendationResult): Chart | null {
  if (limit === null || limit.tailAware === null || limit.tailAware < 1) return null;
  const { literal, byMean, tailAware, accepted, lifetimeMs, procedure } = limit;
  const life = duration(lifetimeMs);
  const settled = procedure?.limit ?? null;
  const figures = [
    { label: 'today', value: present.settings.messagesPerConnection },
    { label: 'the article’s start', value: ARTICLE_LIMIT },
    { label: 'its rule, taken literally', value: literal },
    { label: 'its rule, with all a message takes', value: byMean },
    { label: 'its procedure settles at', value: settled?.median ?? null, range: settled },
    { label: 'chosen', value: choice?.settings.messagesPerConnection ?? null },
  ].flatMap(({ value, range = null, ...row }) =>
    value === null
      ? []
      : [{ ...row, value, range, verdict: value <= tailAware ? 'safe' : 'too many' }],
  );
  const largest = count(tailAware);
  const safe = `outlives ${life} on at most ${share(accepted)} of the connections`;
  return rowChart({
    unit: 'count',
    title:
      tailAware >= ARTICLE_LIMIT
        ? `${ARTICLE_LIMIT} is safe here: up to ${messages(tailAware)} fit into ${life}`
        : `${ARTICLE_LIMIT} is too many here: no more than ${messages(tailAware)} fit into ${life}`,
    alt: `Numbers of messages per connection against ${largest}, the largest that ${safe}: ${figures.map(({ label, value, verdict }) => `${label} ${count(value)}, ${verdict}`).join('; ')}.`,
    axis: 'messages on a connection',
    rows: figures.map(({ label, value, range, verdict }) => ({
      label,
      value: count(value),
      marks: [
        {
          ...exactly(value),
          interval: range === null ? null : { kind: 'between', low: range.min, high: range.max },
          series: verdict,
        },
      ],
    })),
    series: {
      safe: { label: 'safe', colour: colour('better'), symbol: 'dot' },
      'too many': { label: 'too many', colour: colour('worse'), symbol: 'ring' },
    },
    line: {
      value: exactly(tailAware),
      label: `${largest}: the largest that ${safe}`,
      colour: colour('ink'),
    },
    table: {
      caption: 'Messages per connection',
      head: ['by', 'messages', 'from and to', 'here'],
      rows: figures.map(({ label, value, range, verdict }) => [
        label,
        count(value),
        range === null ? NOTHING : `${count(range.min)} to ${count(range.max)}`,
        verdict,
      ]),
    },
  });
}

/** `16 to 64`, `only 1 min`, `on or off`. */
export function rangeWords({ setting, chosen, min, max }: Movement): string {
  const text = (value: Value) => settingValue(setting, value);
  if (typeof chosen === 'boolean') return min === max ? text(chosen) : 'on or off';
  return min === max ? `only ${text(chosen)}` : `${text(min)} to ${text(max)}`;
}

/** `12: p99 < 5m`: the nearest values that fail, and which objective does. */
export function beyondWords(movement: Movement): string {
  const found = failuresBeyond(movement).map(
    ({ value, fails }) => `${settingValue(movement.setting, value)}: ${fails}`,
  );
  return found.length === 0 ? 'nothing that was tried' : found.join('; ');
}

/** The nearest values that fail, below and above the range that holds. */
function failuresBeyond({ tried, min, max }: Movement): Movement['tried'] {
  const failing = tried.filter(({ fails }) => fails !== null);
  const below = failing.filter(({ value }) => inOrder(value) < inOrder(min)).at(-1);
  const above = failing.find(({ value }) => inOrder(value) > inOrder(max));
  return [below, above].flatMap((point) => point ?? []);
}

/** No limit is the largest; off comes before on. */
function inOrder(value: Value): number {
  return value === null ? Number.POSITIVE_INFINITY : Number(value);
}

interface TriedPoint {
  /** The setting's value, as one would write it. */
  readonly x: string;
  /** Upper end of the metric; null: there is none. */
  readonly value: number | null;
  /** The objective that fails; null: all hold. */
  readonly fails: string | null;
  readonly chosen: boolean;
}

/** What a panel is drawn from. */
interface Panel {
  readonly measure: MetricName;
  readonly unit: RecommendationResult['requested']['criterionUnit'];
  /** Its values are amounts, so that a line may run from one to the next. */
  readonly ordered: boolean;
  readonly points: readonly TriedPoint[];
  readonly bound: number | null;
  /** Values of all panels: they have one scale. */
  readonly extent: readonly number[];
}

const HEIGHT = 120;

const KINDS = {
  chosen: { label: 'chosen', colour: colour('series-2'), symbol: 'dot', size: 190 },
  holds: { label: 'all objectives hold', colour: colour('better'), symbol: 'dot', size: 70 },
  fails: { label: 'an objective fails', colour: colour('worse'), symbol: 'ring', size: 90 },
} as const;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

function kindOf({ chosen, fails }: TriedPoint): Kind {
  if (chosen) return 'chosen';
  return fails === null ? 'holds' : 'fails';
}

/**
 * A panel for each setting that was moved: the metric at each value that was tried, the chosen one
 * among them, against the objective; values at which an objective fails are marked.
 */
export function valueRangeCharts(result: RecommendationResult): Chart[] {
  const { choice, requested } = result;
  if (choice === null) return [];
  const { criterion: measure, criterionUnit: unit } = requested;
  const chosen = upperEnd(choice.measures[measure]);
  const extent = [
    ...choice.movements.flatMap(({ tried }) => tried.map(({ criterion }) => upperEnd(criterion))),
    chosen,
  ].filter(isNumber);
  const bound = boundOn(result, measure);
  return choice.movements.map((movement) => {
    const points = [
      ...movement.tried.map(({ criterion, ...tried }) => ({
        ...tried,
        criterion: upperEnd(criterion),
        chosen: false,
      })),
      { value: movement.chosen, criterion: chosen, fails: null, chosen: true },
    ]
      .sort((a, b) => inOrder(a.value) - inOrder(b.value))
      .map(
        ({ value, criterion, fails, chosen: isChosen }): TriedPoint => ({
          x: settingValue(movement.setting, value),
          value: criterion,
          fails,
          chosen: isChosen,
        }),
      );
    const ordered = typeof movement.chosen !== 'boolean';
    return valueRangeChart(movement, { measure, unit, ordered, points, bound, extent });
  });
}

function valueRangeChart(movement: Movement, panel: Panel): Chart {
  const { measure, points, bound, unit } = panel;
  const setting = articleName(movement.setting);
  const beyond = failuresBeyond(movement).map(
    ({ value, fails }) => `at ${settingValue(movement.setting, value)}, ${fails} fails`,
  );
  const failing = points.filter((point) => kindOf(point) === 'fails');
  const kinds = KIND_NAMES.filter((kind) => points.some((point) => kindOf(point) === kind));
  const objective = bound === null ? '' : quantity(bound, unit);
  const figure = ({ value }: TriedPoint): string =>
    value === null ? NOTHING : quantity(value, unit);
  return {
    title: `${setting}: ${rangeWords(movement)}; ${beyond.length === 0 ? 'no value that was tried fails' : beyond.join(', ')}`,
    alt: `${measure} at each value of ${setting} that was tried${objective === '' ? '' : `, against ${objective}`}: ${points.map((point) => `${figure(point)} at ${point.x}${point.chosen ? ', the chosen value' : ''}`).join('; ')}. ${failing.length === 0 ? 'No value fails.' : `An objective fails at ${failing.map(({ x }) => x).join(', ')}.`}`,
    legend: [
      ...kinds.map((kind): LegendEntry => {
        const { label, colour: ink, symbol } = KINDS[kind];
        return { label, colour: ink, symbol };
      }),
      ...(bound === null
        ? []
        : [
            {
              label: `the objective, ${objective}`,
              colour: colour('ink'),
              symbol: 'line' as const,
              dash: '4 3',
            },
          ]),
    ],
    spec: (size) => valueRangeSpec(panel, size),
    tables: [
      {
        caption: `${measure} at each value that was tried`,
        head: [setting, measure, 'what fails'],
        rows: points.map((point) => [
          `${point.x}${point.chosen ? ' (chosen)' : ''}`,
          figure(point),
          point.fails ?? 'nothing',
        ]),
      },
    ],
  };
}

/** The values stand at even distances. */
function valueRangeSpec(panel: Panel, size: ChartSize): ChartSpec {
  const { points, unit, measure, ordered, bound, extent } = panel;
  const { scale, ticks } = measureScale(
    [...extent, ...(bound === null ? [] : [bound])],
    unit,
    size.narrow ? 3 : 4,
  );
  const margin = { left: labelRoom(ticks), right: 24, top: 30, bottom: 24 };
  const xs = points.map(({ x }) => x);
  const stepPx = plotWidth(size, margin) / Math.max(1, xs.length);
  const every = Math.max(1, Math.ceil((widest(xs) + 8) / stepPx));
  const chosen = points.findIndex((point) => point.chosen);
  const x = {
    field: 'x',
    type: 'ordinal' as const,
    sort: null,
    scale: { type: 'point' as const, domain: xs, padding: 0.5 },
    axis: {
      // The chosen value keeps its label where not all have room.
      values: xs.filter((_, i) => (i - Math.max(0, chosen)) % every === 0),
      labelAngle: 0,
      labelOverlap: false as const,
      // The chart's own title begins with it.
      title: null,
      grid: false,
    },
  };
  const y = (field: string) => valuesAlong(field, scale, ticks);
  const drawn = points.filter(({ value }) => isNumber(value));
  const line: Layer = {
    data: { values: drawn.map((point) => ({ x: point.x, value: point.value })) },
    mark: { type: 'line', color: colour('quiet'), strokeWidth: 1.5 },
    encoding: { x, y: y('value') },
  };
  const objective: Layer = {
    data: { values: [{ bound }] },
    mark: { type: 'rule', color: colour('ink'), strokeDash: [4, 3] },
    encoding: { y: y('bound') },
  };
  const dots = KIND_NAMES.flatMap((kind): Layer[] => {
    const own = drawn.filter((point) => kindOf(point) === kind);
    if (own.length === 0) return [];
    const { colour: ink, symbol, size: area } = KINDS[kind];
    const fill = symbol === 'ring' ? colour('paper') : ink;
    return [
      {
        data: { values: own.map((point) => ({ x: point.x, value: point.value })) },
        mark: { type: 'point', stroke: ink, strokeWidth: 2, fill, size: area, opacity: 1 },
        encoding: { x, y: y('value') },
      },
    ];
  });
  const layer = [...(bound === null ? [] : [objective]), ...(ordered ? [line] : []), ...dots];
  return framed({ size, height: HEIGHT, margin, above: measure, layer });
}

/** What is drawn of a figure: its upper end; null where there is none. */
function upperEnd(bounds: BoundsResult): number | null {
  return known(boundsOf(bounds).high);
}
