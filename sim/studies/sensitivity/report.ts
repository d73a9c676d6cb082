/**
 * The report of a sensitivity study.
 *
 *   the answer: the scenario's verdict and what turns it, what to measure first
 *     -> the tornado, all values -> what turns the verdict -> inputs that act together
 *     -> what was left out -> assumptions -> what it leaves out -> how it was simulated
 */
import { compareBounds } from '../../document/bounds.ts';
import { boundsText } from '../../document/bounds-text.ts';
import type { Chart } from '../../document/charts/chart.ts';
import { colour } from '../../document/charts/palette.ts';
import { listed, NOTHING, plural, quantity } from '../../document/quantity.ts';
import {
  type Block,
  drawn,
  type Point,
  paragraph,
  type Report,
  tables,
} from '../../document/report.ts';
import { columnOf, type MetricTable } from '../../document/text-layout.ts';
import { estimateIntervalText, estimateText, isOpen } from '../charts/measured.ts';
import { rowChart } from '../charts/row-chart.ts';
import { daysText, figureWords } from '../days-words.ts';
import { assumedPoint, experimentReport, type ReportContext } from '../report-sections.ts';
import { differenceCell, estimateCell } from '../result/metric-columns.ts';
import { notVaried } from './coverage.ts';
import { inputValue } from './input-row.ts';
import {
  doesMatter,
  type EndResult,
  type InputResult,
  outerEnds,
  type SensitivityResult,
  strongestEnd,
  turnedAt,
  turnWords,
} from './result.ts';

export function sensitivityReport(result: SensitivityResult, context: ReportContext): Report {
  const { setting, measure, sentence, verdictSentence, leftOut, inputs, runs } = result;
  const tornado = tornadoChart(result);
  const others = leftOut.map(({ label: what, why }) => `${what}: ${why}`);
  const ends = inputs.reduce((sum, one) => sum + one.ends.length, 0);
  return experimentReport(shownDays(result), context, {
    mail: `${plural(inputs.length, 'input')} in ${plural(runs, 'run')}, `,
    lead: verdictSentence === '' ? sentence : `${verdictSentence} ${sentence}`,
    summary: {
      table: endsTable(result),
      points: [
        ...turnPoint(result),
        ...measurePoint(result),
        ...togetherPoint(result),
        ...otherPoints(result),
        assumedPoint(result),
      ],
    },
    cautions: cautions(result),
    tried: [
      ['Setting', setting],
      ['Measure', `${measure.name}, ${figureWords(result.base)} on a typical day as it is`],
      ['Runs', String(runs)],
    ],
    sections: [
      {
        heading: `What moves ${measure.name}, one input at a time`,
        blocks: [
          ...(tornado === null
            ? [paragraph(`Nothing within these ranges moves ${measure.name}.`)]
            : drawn(tornado)),
          ...tables(rangesTable(result)),
          paragraph(estimationWords(result)),
        ],
      },
      { heading: 'What turns the verdict round', blocks: turnBlocks(result) },
      { heading: 'Inputs that act together', blocks: pairBlocks(result) },
      {
        heading: 'Left out',
        blocks: [
          ...(others.length === 0 ? [] : [{ kind: 'list' as const, items: others }]),
          paragraph('What no input stands for, and why:'),
          { kind: 'list', items: notVaried() },
        ],
      },
    ],
    experiments: `Each input at other values, all others as they are, on setting ${setting}: ${plural(ends, 'value')} against the scenario as it is. The same mail and the same faults for each.`,
    estimation: `${estimationWords(result)} Differences are taken day by day.`,
  });
}

/** The fewest days of an interval that is shown: what the head of the report says of all of them. */
function shownDays(result: SensitivityResult): SensitivityResult {
  const { base, inputs, replications } = result;
  const days = [base, ...inputs.flatMap(({ ends }) => ends.map(({ measure }) => measure))]
    .filter(({ interval }) => interval !== null)
    .map((measure) => measure.days);
  const finished = Math.min(replications.finished, ...days);
  return { ...result, replications: { ...replications, finished } };
}

/** On how many days the values were tried, and what is promised of the verdicts. */
function estimationWords({ inputs }: SensitivityResult): string {
  const max = Math.max(...inputs.flatMap(({ ends }) => ends.map(daysOf)));
  const min = Math.min(...inputs.flatMap(({ ends }) => ends.map(daysOf)));
  const days =
    max > min
      ? `${min} to ${daysText(max)}, on more where fewer were too few to tell`
      : daysText(min);
  return `Each value was tried on ${days}. Intervals are those of the typical day (the median over the days) by order statistics, each by itself. What moves the measure does so significantly (sign test, and Holm over all values together) by more than 1%; what does not matter stays within 1% on every day that was tried, five or more.`;
}

function daysOf({ difference }: EndResult): number {
  return difference.days;
}

/** Rows of the first screen. */
const MAX_ROWS = 3;

/** The metric as it is, then with one input at the value that moves it most: the largest swings. */
function endsTable({ inputs, measure, base, setting }: SensitivityResult): MetricTable {
  const rows = [
    null,
    ...inputs.slice(0, MAX_ROWS).map((input) => ({ ...input, end: strongestEnd(input) })),
  ];
  return {
    title: 'With one input changed',
    labels: rows.map((row) => row?.label ?? `${setting}, as it is`),
    columns: [
      columnOf('now', rows, (row) => (row === null ? '' : inputValue(row.present, row.unit))),
      columnOf('at', rows, (row) => (row === null ? '' : inputValue(row.end.at, row.unit))),
      columnOf(measure.name, rows, (row) => estimateCell(row?.end.measure ?? base)),
    ],
  };
}

const MAX_LINES = 2;

/** The inputs that turn the verdict, the nearest value of each. */
function turnPoint({ verdict, inputs }: SensitivityResult): Point[] {
  const all = verdict?.turns ?? [];
  const turns = all.filter(({ name }, i) => all.findIndex((one) => one.name === name) === i);
  const lines = turns.slice(0, MAX_LINES).flatMap((turn): [string, string][] => {
    const input = inputs.find(({ name }) => name === turn.name);
    if (input === undefined) return [];
    return [[input.label, `${turnedAt(turn, input)}: ${afterWords(turn.states)}`]];
  });
  const more = turns.length - lines.length;
  const rest = more > 0 ? [`and ${more} more: --full`] : [];
  return [{ label: 'Turned by', lines: [...lines, ...rest] }];
}

function afterWords(states: readonly { setting: string; state: string }[]): string {
  const [first, second] = states;
  if (second !== undefined && first.state === second.state && first.state in BOTH_WORDS) {
    return BOTH_WORDS[first.state];
  }
  return states.map(({ setting, state }) => `${setting} ${STATE_WORDS[state] ?? state}`).join(', ');
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  keeps: 'keeps it',
  misses: 'misses it',
  better: 'is better',
  worse: 'is worse',
  equal: 'is no different',
  unknown: 'is unknown',
};

const BOTH_WORDS: Readonly<Record<string, string>> = {
  keeps: 'both keep it',
  misses: 'both miss it',
};

/** How to measure what matters most of what can be measured. */
function measurePoint({ inputs }: SensitivityResult): Point[] {
  const lines = inputs
    .filter(doesMatter)
    .flatMap(({ label: what, measuredBy }): [string, string][] =>
      measuredBy === null ? [] : [[what, measuredBy]],
    )
    .slice(0, 1);
  if (lines.length === 0) return [];
  return [{ label: 'Measure', lines: [...lines, ['all of them', 'mailpath fit LOG']] }];
}

/** Pairs whose effects do not add up. */
function togetherPoint(result: SensitivityResult): Point[] {
  const together = result.pairs.tested.filter((pair) => pair.together);
  const lines = together.slice(0, 1).map((pair) => pairWords(pair, result));
  return [{ label: 'Together', lines }];
}

type Pair = SensitivityResult['pairs']['tested'][number];

/** `rate 6/s and goodput 165 KB/s: p99 3 h with both; alone +2 min and +1 min`. */
function pairWords({ inputs: two, alone, both }: Pair, { measure, inputs }: SensitivityResult) {
  const [one, other] = two.map(({ name, label, at }) => {
    const unit = inputs.find((input) => input.name === name)?.unit ?? 'choice';
    return `${label} ${inputValue(at, unit)}`;
  });
  const [a, b] = alone.map((change) =>
    change === null ? 'never' : `${change > 0 ? '+' : ''}${quantity(change, measure.unit)}`,
  );
  return `${one} and ${other}: ${measure.name} ${boundsText(both, measure.unit)} with both; alone ${a} and ${b}`;
}

/** How many do not matter, and of how many that cannot be said. */
function otherPoints({ inputs }: SensitivityResult): Point[] {
  const line = (effect: InputResult['effect'], words: (days: string) => string): string[] => {
    const some = inputs.filter((input) => input.effect === effect);
    // Of an input the values that have its effect decide.
    const days = some.flatMap(({ ends }) =>
      ends.filter((end) => end.effect === effect).map(daysOf),
    );
    return some.length === 0
      ? []
      : [`${plural(some.length, 'input')} ${words(daysText(Math.min(...days)))}`];
  };
  return [
    {
      label: 'Others',
      lines: [
        ...line('still', (days) => `within 1% on each of ${days}: no effect that matters`),
        ...line('some-days', () => 'beyond 1% on some days only'),
        ...line('unknown', (days) => `open: ${days} cannot tell`),
      ],
    },
  ];
}

/** Names of a list that goes on. */
const MAX_NAMED = 2;

/** Where mail never arrives, or had not by the end: how its delays count. */
function cautions({ base, inputs, measure }: SensitivityResult): string[] {
  if (measure.unit !== 'ms') return [];
  const open = inputs.flatMap(({ label: what, unit, ends }) =>
    ends
      .filter((end) => isOpen(end.measure))
      .map(({ at }) => `with ${what} ${inputValue(at, unit)}`),
  );
  const more = open.length - MAX_NAMED;
  const where = [
    ...(isOpen(base) ? ['as it is'] : []),
    ...open.slice(0, MAX_NAMED),
    ...(more > 0 ? [`and with ${plural(more, 'other value')}`] : []),
  ];
  if (where.length === 0) return [];
  return [
    `Some mail never arrives, or had not arrived by the end of the follow-up, on a typical day ${where.join(', ')}. Its delays count as never, or as its age at least.`,
  ];
}

/** A row a value, with the number of its days. */
function rangesTable({ inputs, measure }: SensitivityResult): MetricTable {
  const rows = inputs.flatMap((input) => input.ends.map((end) => ({ ...input, ...end })));
  return {
    title: `The values tried, the median change of a day’s ${measure.name}, and the days of each (? too few to tell)`,
    labels: rows.map(
      ({ label: what, present, at, unit }) =>
        `${what}, ${inputValue(present, unit)} to ${inputValue(at, unit)}`,
    ),
    columns: [
      columnOf(measure.name, rows, ({ difference, effect }) => ({
        ...differenceCell(measure.name, difference),
        tail: `${difference.days}${effect === 'unknown' ? ' ?' : ''}`,
      })),
    ],
  };
}

function turnBlocks({ verdict, verdictSentence, inputs }: SensitivityResult): Block[] {
  if (verdict === null || verdict.states.length === 0) return [];
  const tried = inputs.flatMap(({ name, label, unit, searched, ends }) => {
    if (verdict.turns.some((turn) => turn.name === name)) return [];
    if (searched === null) {
      return [`${label}: not ${listed(ends.map(({ at }) => inputValue(at, unit)))}`];
    }
    const [from, to] = searched.map((value) => inputValue(value, unit));
    return [`${label}: nowhere between ${from} and ${to}`];
  });
  const turned = verdict.turns.flatMap((turn) => {
    const input = inputs.find(({ name }) => name === turn.name);
    if (input === undefined) return [];
    return [`${input.label}, ${turnWords(turn, input)}: ${afterWords(turn.states)}`];
  });
  return [
    paragraph(verdictSentence),
    ...(turned.length === 0 ? [] : [{ kind: 'list' as const, items: turned }]),
    paragraph(
      `A value turns the verdict if each of ${daysText(verdict.days)} says otherwise, one input at a time. Numbers were looked for beyond what is tried above, and by bisection. Not so on each day:`,
    ),
    { kind: 'list', items: tried },
  ];
}

function pairBlocks(result: SensitivityResult): Block[] {
  const { pairs, measure, inputs } = result;
  if (pairs.screened.length === 0) return [];
  const { screened, tested, trajectories } = pairs;
  const unitOf = (name: string) => inputs.find((input) => input.name === name)?.unit ?? 'choice';
  const sized = (one: number | null) => (one === null ? NOTHING : quantity(one, measure.unit));
  const together = tested.filter((pair) => pair.together);
  return [
    paragraph(
      together.length === 0
        ? `No pair of ${plural(tested.length, 'tested pair')} is shown to act together.`
        : `${plural(together.length, 'pair acts', 'pairs act')} together: with both, ${measure.name} is not what the two changes add up to.`,
    ),
    { kind: 'list', items: together.map((pair) => pairWords(pair, result)) },
    ...tables(
      {
        title: `Elementary effects on ${measure.name} (${plural(trajectories, 'trajectory', 'trajectories')})`,
        labels: screened.map(({ label }) => label),
        columns: [
          columnOf('at', screened, ({ name, at }) => inputValue(at, unitOf(name))),
          columnOf('mean size', screened, ({ meanSize }) => sized(meanSize)),
          columnOf('from alone', screened, ({ departure }) => sized(departure)),
        ],
      },
      {
        title: `Pairs on ${daysText(tested[0]?.days ?? 0)}: what both change beyond the sum of the two`,
        labels: tested.map(({ inputs: [one, other] }) => `${one.label}, ${other.label}`),
        columns: [
          columnOf('the one', tested, ({ alone }) => sized(alone[0])),
          columnOf('the other', tested, ({ alone }) => sized(alone[1])),
          columnOf('beyond', tested, ({ beyond, together: is }) =>
            is ? sized(beyond) : `${sized(beyond)} ?`,
          ),
        ],
      },
    ),
    paragraph(
      'Screening by elementary effects (Morris, Technometrics 33, 1991): each input as it is or at its strongest value, in trajectories through the combinations; “from alone” is how far its effect among the others lies from its effect alone on the same day. Pairs of the three that lie farthest are tested on paired days; together means significant (sign test, Holm over the pairs) and more than a tenth of what the larger changes alone; ? is not shown.',
    ),
  ];
}

/*
 * A tornado: how far the metric goes as each input takes each of its values, the widest swing on top,
 * all around the value that the base has. What may be chance is pale.
 */

/** The largest swings: the rest are in the table. */
const MAX_BARS = 15;

/** Null where nothing moves. */
function tornadoChart({ measure, base, inputs, sentence }: SensitivityResult): Chart | null {
  const shown = inputs
    .map((input) => ({
      ...input,
      ends: outerEnds(input).filter((end) => end.measure.kind !== 'none'),
    }))
    .filter(({ ends }) => ends.length > 0);
  const moves = shown
    .flatMap(({ ends }) => ends)
    .some((end) => compareBounds(end.measure, base) !== 0);
  if (base.kind === 'none' || !moves) return null;
  const rows = shown.slice(0, MAX_BARS).map((input) => ({
    ...input,
    texts: input.ends.map((end) => inputValue(end.at, input.unit)),
    label: `${input.label}, ${inputValue(input.present, input.unit)}`,
  }));
  const found = ({ measure: one }: EndResult): string => {
    const [figure, range] = [estimateText(one), estimateIntervalText(one)];
    return range === NOTHING || range === figure ? figure : `${figure} (${range})`;
  };
  const said = (row: (typeof rows)[number]) =>
    row.ends.map((end, i) => `${estimateText(end.measure)} at ${row.texts[i]}`).join(', ');
  return rowChart({
    title: sentence,
    alt: `How far ${measure.name} of a typical day goes around ${estimateText(base)}, a bar for each end of each input, widest first. ${rows.map((row) => `${row.label}: ${said(row)}`).join('; ')}.`,
    unit: measure.unit,
    axis: `${measure.name} on a typical day`,
    rows: rows.map((row) => ({
      label: row.label,
      value: row.texts.join(' – '),
      marks: row.ends.map((end, i) => ({
        ...end.measure,
        series: i === row.ends.length - 1 ? ('high' as const) : ('low' as const),
        pale: end.effect === 'unknown',
      })),
    })),
    series: {
      low: { label: 'input at the first of its values', colour: colour('series-2'), symbol: 'bar' },
      high: { label: 'at the last', colour: colour('series-1'), symbol: 'bar' },
    },
    line: { value: base, label: `${estimateText(base)} as it is`, colour: colour('ink') },
    table: {
      caption: `${measure.name} on a typical day as each input is varied`,
      head: ['input', 'at', measure.name],
      rows: rows.flatMap((row) => row.ends.map((end, i) => [row.label, row.texts[i], found(end)])),
    },
  });
}
