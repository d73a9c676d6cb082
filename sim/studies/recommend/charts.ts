/**
 * The charts of a recommendation: delays today and with the choice; the numbers of messages per
 * connection that are proposed, against the largest that is safe here; how far each value can move.
 * Units: those of the metrics.
 */

import { boundsOf, compareBounds, known } from '../../document/bounds.ts';
import {
  type Chart,
  type ChartSpec,
  type DataTable,
  inBothSizes,
} from '../../document/charts/chart.ts';
import type { Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { count, duration, messages, NOTHING, quantity, share } from '../../document/quantity.ts';
import { type Block, drawn } from '../../document/report.ts';
import { type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT, dimensionOf } from '../../mailpath/remedies.ts';
import { parseObjective } from '../../scenario/expectation.ts';
import {
  estimateIntervalText,
  estimateText,
  exactly,
  isNumber,
  measureScale,
} from '../charts/measured.ts';
import { rowChart } from '../charts/row-chart.ts';
import { valuePlot } from '../charts/value-plot.ts';
import { metricsOfTable } from '../result/metric-columns.ts';
import { valueWords } from '../setting-changes.ts';
import type { RecommendationResult, RecommendedChoice } from './result.ts';

/** Today, and what it is set against: the choice, or what comes nearest. */
export function nowAndAfter({ present, choice, nearest }: RecommendationResult) {
  const today = { name: 'today', ...present };
  if (choice !== null) return [today, { name: 'chosen', ...choice }];
  return nearest === null ? [today] : [today, { name: 'nearest', ...nearest }];
}

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
  const { requested } = result;
  const [present, then] = nowAndAfter(result);
  if (then === undefined || present.bad.days === 0) return null;
  const { name } = then;
  const names = metricsOfTable('delay');
  const rows = names.map((metric) => ({
    label: metricOf(metric).label,
    now: present.measures[metric],
    after: then.measures[metric],
    bound: boundOn(result, metric),
  }));
  const about =
    rows[
      Math.max(0, names.indexOf(names.includes(requested.criterion) ? requested.criterion : 'p99'))
    ];
  const [from, to] = [estimateText(about.now), estimateText(about.after)];
  const verb = compareBounds(about.after, about.now) < 0 ? 'comes down' : 'goes up';
  const moved = from === to ? `stays at ${to}` : `${verb} from ${from} to ${to}`;
  const objective = about.bound === null ? '' : `; ${quantity(about.bound, 'ms')} is required`;
  return rowChart({
    unit: 'ms',
    title: `${about.label} on a typical day ${moved}${objective}`,
    alt: `Delays on a typical day, today and with the ${name} settings, each with its interval: ${rows.map((row) => `${row.label} ${estimateText(row.now)} today, ${estimateText(row.after)} ${name}`).join('; ')}.`,
    axis: 'delay',
    rows: rows.map(({ label, now, after: chosen, bound }) => ({
      label,
      value: estimateText(chosen),
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
        estimateText(now),
        estimateIntervalText(now),
        estimateText(chosen),
        estimateIntervalText(chosen),
        bound === null ? NOTHING : quantity(bound, 'ms'),
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

export function settingValue(setting: Movement['setting'], value: Value): string {
  return valueWords(dimensionOf(setting), value);
}

/** A row a setting: chosen, from, to, and what fails beyond. */
export function movementBlocks(result: RecommendationResult): Block[] {
  const { choice } = result;
  if (choice === null || choice.movements.length === 0) return [];
  const table: DataTable = {
    caption: 'How far each value can move by itself before an objective fails on too many days',
    head: ['setting', 'chosen', 'objectives met for', 'what fails beyond'],
    rows: choice.movements.map((movement) => [
      dimensionOf(movement.setting).label,
      settingValue(movement.setting, movement.chosen),
      rangeWords(movement),
      beyondWords(movement),
    ]),
  };
  return [{ kind: 'data', table, wraps: true }, ...valueRangeCharts(result).flatMap(drawn)];
}

/** `16 to 64`, `only 1 min`, `on or off`. */
function rangeWords({ setting, chosen, min, max }: Movement): string {
  const text = (value: Value) => settingValue(setting, value);
  if (typeof chosen === 'boolean') return min === max ? text(chosen) : 'on or off';
  return min === max ? `only ${text(chosen)}` : `${text(min)} to ${text(max)}`;
}

/** `12: p99 < 5m`: the nearest values that fail, and which objective does. */
function beyondWords(movement: Movement): string {
  const found = failuresBeyond(movement).map(
    ({ value, fails }) => `${settingValue(movement.setting, value)}: ${fails}`,
  );
  return found.length === 0 ? 'no value that was tried' : found.join('; ');
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

const PANEL_PX = 120;

const KINDS = {
  chosen: { label: 'chosen', colour: colour('series-2'), symbol: 'dot', size: 190 },
  holds: { label: 'all objectives hold', colour: colour('better'), symbol: 'dot', size: 70 },
  fails: { label: 'an objective fails', colour: colour('worse'), symbol: 'ring', size: 90 },
} as const;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

interface TriedPoint {
  /** The setting's value, as one would write it. */
  readonly x: string;
  /** What is drawn of the metric: its upper end; null: there is none. */
  readonly value: number | null;
  /** The objective that fails; null: all hold. */
  readonly fails: string | null;
  readonly kind: Kind;
}

/**
 * A panel for each setting that was moved: the metric at each value that was tried, the chosen one
 * among them, against the objective; values at which an objective fails are marked.
 */
export function valueRangeCharts(result: RecommendationResult): Chart[] {
  const { choice, requested } = result;
  if (choice === null) return [];
  const panels = choice.movements.map((movement) => triedPoints(movement, choice, requested));
  const bound = boundOn(result, requested.criterion);
  // All panels have one scale.
  const extent = [...panels.flat().map(({ value }) => value), bound].filter(isNumber);
  return choice.movements.map((movement, i) => {
    const points = panels[i];
    const setting = dimensionOf(movement.setting).label;
    const { criterion: measure, criterionUnit: unit } = requested;
    const beyond = failuresBeyond(movement).map(
      ({ value, fails }) => `at ${settingValue(movement.setting, value)}, ${fails} fails`,
    );
    const failing = points.filter(({ kind }) => kind === 'fails');
    const objective = bound === null ? null : quantity(bound, unit);
    const figure = ({ value }: TriedPoint): string =>
      value === null ? NOTHING : quantity(value, unit);
    return {
      title: `${setting}: ${rangeWords(movement)}; ${beyond.length === 0 ? 'no value that was tried fails' : beyond.join(', ')}`,
      alt: `${measure} at each value of ${setting} that was tried${objective === null ? '' : `, against ${objective}`}: ${points.map((point) => `${figure(point)} at ${point.x}${point.kind === 'chosen' ? ', the chosen value' : ''}`).join('; ')}. ${failing.length === 0 ? 'No value fails.' : `An objective fails at ${failing.map(({ x }) => x).join(', ')}.`}`,
      legend: [
        ...KIND_NAMES.filter((name) => points.some(({ kind }) => kind === name)).map((name) => {
          const { label, colour: ink, symbol } = KINDS[name];
          return { label, colour: ink, symbol };
        }),
        ...(objective === null
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
      tables: [
        {
          caption: `${measure} at each value that was tried`,
          head: [setting, measure, 'what fails'],
          rows: points.map((point) => [
            `${point.x}${point.kind === 'chosen' ? ' (chosen)' : ''}`,
            figure(point),
            point.fails ?? 'nothing',
          ]),
        },
      ],
      ...inBothSizes((size) => {
        const measured = measureScale(extent, unit, size.narrow ? 3 : 4);
        const ordered = typeof movement.chosen !== 'boolean';
        return valueRangeSpec(points, { size, above: measure, measured }, ordered, bound);
      }),
    };
  });
}

/** In ascending order, with the chosen value. */
function triedPoints(
  { setting, chosen, tried }: Movement,
  { measures }: RecommendedChoice,
  { criterion: measure }: RecommendationResult['requested'],
): TriedPoint[] {
  const own = { value: chosen, criterion: measures[measure], fails: null, kind: 'chosen' as const };
  const others = tried.map((one) => ({
    ...one,
    kind: one.fails === null ? ('holds' as const) : ('fails' as const),
  }));
  return [...others, own]
    .sort((a, b) => inOrder(a.value) - inOrder(b.value))
    .map(({ value, criterion, fails, kind }) => ({
      x: settingValue(setting, value),
      value: known(boundsOf(criterion).high),
      fails,
      kind,
    }));
}

/** `ordered`: the values are amounts, so that a line may run from one to the next. */
function valueRangeSpec(
  points: readonly TriedPoint[],
  plot: Pick<Parameters<typeof valuePlot>[0], 'size' | 'above' | 'measured'>,
  ordered: boolean,
  bound: number | null,
): ChartSpec {
  const { y, mark, spec } = valuePlot({
    ...plot,
    height: PANEL_PX,
    xs: points.map(({ x }) => x),
    // The chart's own title begins with it.
    xTitle: null,
    padding: 0.5,
    labelled: points.findIndex(({ kind }) => kind === 'chosen'),
  });
  const all = points.filter(({ value }) => isNumber(value));
  const objective: Layer = {
    data: { values: [{ bound }] },
    mark: { type: 'rule', color: colour('ink'), strokeDash: [4, 3] },
    encoding: { y: y('bound') },
  };
  const dots = KIND_NAMES.flatMap((name): Layer[] => {
    const own = all.filter(({ kind }) => kind === name);
    if (own.length === 0) return [];
    const { colour: stroke, symbol, size } = KINDS[name];
    const fill = symbol === 'ring' ? colour('paper') : stroke;
    const look = { type: 'point', stroke, strokeWidth: 2, fill, size, opacity: 1 } as const;
    return [mark(own, look, 'value')];
  });
  return spec([
    ...(bound === null ? [] : [objective]),
    ...(ordered
      ? [mark(all, { type: 'line', color: colour('quiet'), strokeWidth: 1.5 }, 'value')]
      : []),
    ...dots,
  ]);
}
