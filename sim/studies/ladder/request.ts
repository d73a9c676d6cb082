/** What `ladder` does: the changes between two settings, one at a time: what each of them gains. */

import { compareBounds } from '../../document/bounds.ts';
import type { Chart } from '../../document/charts/chart.ts';
import { colour } from '../../document/charts/palette.ts';
import { count, duration, NOTHING as NO_VALUE, share } from '../../document/quantity.ts';
import {
  type Block,
  drawn,
  type Point,
  paragraph,
  type Report,
  type Section,
  tables,
} from '../../document/report.ts';
import { type Cell, columnOf, type MetricTable } from '../../document/text-layout.ts';
import { type Metric, type MetricName, metricOf } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../mailpath/remedies.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { estimateIntervalText, estimateText } from '../charts/measured.ts';
import { type ChartRow, rowChart, type Series } from '../charts/row-chart.ts';
import { overloadWarnings } from '../closed-form/answers.ts';
import { intervalNote, losesMail, NEVER_SHARE, neverCaution, neverShare } from '../days-words.ts';
import { studyRequest } from '../definition.ts';
import { metricNamed, requestedReplications } from '../replications.ts';
import {
  assumedPoint,
  closedFormSection,
  experimentReport,
  type ReportContext,
  replicationWords,
} from '../report-sections.ts';
import { differenceCell, estimateCell } from '../result/metric-columns.ts';
import { ladderCsv } from '../result/metric-csv.ts';
import type { DifferenceResult } from '../result/result-schema.ts';
import { changePoint, settingValue } from '../setting-changes.ts';
import { inputOf } from '../subject.ts';
import { changesBetween } from './changes.ts';
import type { LimitsResult } from './limits.ts';
import {
  buildLadderResult,
  type LadderChange,
  type LadderResult,
  type LadderStepResult,
  ladderSchema,
} from './result.ts';
import { GROUPS, type Ladder, type LadderPlan, ladderStudy } from './study.ts';

/** Limits that are tried alone, beside the target's own: the article's, and down to 1. */
const LIMITS = [1, 2, 5, 10, 20, 50, 100, ARTICLE_LIMIT];

export const request = studyRequest<Ladder, LadderResult>({
  schema: { title: 'Ladder of mailpath', of: ladderSchema },
  csv: ladderCsv,
  plan: (args) => {
    const metric = judgedBy(args);
    const replications = requestedReplications(args, metric.name);
    return ({ scenario }) => {
      const plan = planOf(args, scenario, replications ?? scenario.replications);
      return {
        study: ladderStudy(plan),
        settings: [plan.from.name, plan.to.name],
        result: (found, context) =>
          found.experiment.replications.finished === 0
            ? null
            : buildLadderResult(found, { ...context, metric }),
        report: (result, command) => ladderReport(result, { input: plan.from.input, command }),
      };
    };
  },
});

function planOf(
  args: Arguments,
  scenario: Scenario,
  replications: LadderPlan['replications'],
): LadderPlan {
  const named = (option: string, otherwise: string) => {
    const name = args.text(option) ?? otherwise;
    return { name, input: inputOf(scenario, name) };
  };
  const [from, to] = [named('from', 'default'), named('to', 'recommended')];
  if (changesBetween(from.input, to.input).every(({ nothing }) => nothing !== null)) {
    throw new UsageError(
      `${from.name} and ${to.name} are the same here: there is no change to apply. Give --from or --to another of ${[...scenario.settings.keys()].join(', ')}.`,
    );
  }
  const limit = to.input.settings.messagesPerConnection;
  const limits = Number.isFinite(limit) ? [...LIMITS, limit] : LIMITS;
  return {
    from,
    to,
    limits: args.flag('no-limits') ? [] : limits,
    seed: args.text('seed') ?? scenario.seed,
    replications,
  };
}

/** A metric of which less, or more, is better. */
function judgedBy(args: Arguments): Metric {
  const name = metricNamed(args.text('measure') ?? 'p99');
  const metric = metricOf(name);
  if (metric.better === 'neither') {
    throw new UsageError(
      `--measure ${name}: neither more nor less of it is better, so that it cannot order changes. For instance: p99, max, mean, over-5m, cuts.`,
    );
  }
  return metric;
}

/*
 * The report of a ladder.
 *
 *   the answer: how much all changes gain, what each gains alone and what is lost without it
 *     -> can it happen -> the changes -> the ladder as a chart -> its three groups of steps
 *     -> a limit by itself -> assumptions -> what it leaves out -> how it was simulated
 */

type Group = LadderStepResult['group'];
type Effect = LadderStepResult['effect'];

export function ladderReport(result: LadderResult, context: ReportContext): Report {
  const { from, to, measure, replications, changes, limits } = result;
  const note = intervalNote(result, 'each');
  return experimentReport(result, context, {
    lead: result.verdict.sentence,
    summary: {
      table: gainsTable(result),
      points: [
        changePoint(
          changes.flatMap((change) => (change.nothing === null ? change.changes : [])),
          result.scenario,
        ),
        ...(limits === null ? [] : [limitPoint(limits)]),
        assumedPoint(result),
      ],
    },
    cautions: cautions(result),
    tried: [['Ladder', `from ${from.name} to ${to.name}, by ${measure.name}`]],
    sections: [
      closedFormSection({ settings: [from, to] }),
      {
        heading: `The changes from ${from.name} to ${to.name}`,
        blocks: [
          {
            kind: 'terms',
            terms: changes.map((change, i) => [`${i + 1}. ${change.name}`, changeText(change)]),
          },
        ],
      },
      {
        heading: 'What each change gains',
        blocks: [
          ...drawn(ladderChart(result)),
          ...GROUPS.flatMap((group) => stepTables(group, result)),
          paragraph(note),
        ],
      },
      ...(limits === null ? [] : [limitsSection(limits, measure.name)]),
    ],
    experiments: `The changes from ${from.name} to ${to.name}, one at a time: each on top of those before it, each alone, and ${to.name} without each${limits === null ? '' : '; then limits of messages per connection by themselves'}. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)}. ${note} Differences are taken day by day.`,
  });
}

/** What has to be said before any number: what is overloaded, which mail never arrives. */
function cautions({ from, to, steps, limits }: LadderResult): string[] {
  const all = [from, to, ...steps, ...(limits?.steps ?? [])];
  const losing = all.filter(({ measures }) => losesMail(measures));
  const overloads = overloadWarnings({ settings: [from, to] });
  if (losing.length === 0) return overloads;
  const worst = losing.reduce((a, b) =>
    compareBounds(b.measures[NEVER_SHARE], a.measures[NEVER_SHARE]) > 0 ? b : a,
  );
  const ends = [from, to].map(({ name, measures }) => `${neverShare(measures)} under ${name}`);
  const where = `${ends.join(', ')}, at most ${neverShare(worst.measures)} under any step`;
  return [...overloads, neverCaution(where)];
}

const ROLE_WORDS: Readonly<Record<NonNullable<LadderChange['role']>, string>> = {
  needed: 'needed',
  minor: 'minor',
  'left-out': 'can be left out',
  harmful: 'better without it',
  unknown: '',
};

const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  better: 'better',
  worse: 'worse',
  negligible: 'negligible',
  'not-significant': 'not significant',
  same: 'the same',
  unknown: '',
};

/** What each change gains alone and what is lost without it: in shares of the whole gain, where it has any. */
function gainsTable({ changes, steps, measure, verdict, from }: LadderResult): MetricTable {
  const run = changes.filter(({ nothing }) => nothing === null);
  const shared = verdict.effect === 'better' && from.measures[measure.name].kind !== 'never';
  const stepOf = ({ id }: LadderChange, group: Group) =>
    steps.find((step) => step.change === id && step.group === group);
  const cell = (change: LadderChange, group: Group): Cell => {
    const step = stepOf(change, group);
    if (step === undefined) return { centre: NO_VALUE };
    if (shared) return gainCell(step);
    return effectCell(measure.name, step.differences[measure.name], step.effect);
  };
  const role = (change: LadderChange): string => {
    const alone = stepOf(change, 'alone')?.effect === 'worse' ? 'worse alone' : '';
    return [change.enough ? 'enough alone' : alone, ROLE_WORDS[change.role ?? 'unknown']]
      .filter((words) => words !== '')
      .join('; ');
  };
  const label = metricOf(measure.name).label;
  return {
    title: shared ? `Of the whole gain in ${label}` : `Change of ${label} on a typical day`,
    labels: run.map(({ name }) => name),
    columns: [
      columnOf('alone', run, (change) => cell(change, 'alone')),
      columnOf(shared ? 'lost without' : 'without it', run, (change) => cell(change, 'removed')),
      { ...columnOf('role', run, role), align: 'left' },
    ],
  };
}

function gainCell({ effect, ofGain }: LadderStepResult): Cell {
  if (effect === 'not-significant') return { centre: EFFECT_WORDS[effect], tone: 'unsure' };
  if (effect === 'same') return { centre: share(0) };
  return { centre: ofGain === null ? 'not known' : share(Math.round(ofGain * 100) / 100) };
}

/** A difference, and the word for what it means. */
function effectCell(name: MetricName, found: DifferenceResult, effect: Effect): Cell {
  if (effect === 'same') return { centre: EFFECT_WORDS.same, tone: 'unsure' };
  const tone = effect === 'negligible' ? { tone: 'unsure' as const } : {};
  return { ...differenceCell(name, found), tail: EFFECT_WORDS[effect], ...tone };
}

/** Which limits by themselves do good or harm, in a line. */
function limitPoint({ steps }: LimitsResult): Point {
  const at = (effect: LimitsResult['steps'][number]['effect'], words: string): string[] => {
    const limits = steps.filter((step) => step.effect === effect).map(({ limit }) => limit);
    return limits.length === 0 ? [] : [`${words} at ${limits.join(', ')}`];
  };
  const found = [
    ...at('better', 'better'),
    ...at('mixed', 'better by one measure and worse by another'),
    ...at('worse', 'worse'),
    ...at('none', 'no effect beyond negligible'),
    ...at('unknown', 'too few days to tell'),
  ];
  return { label: 'Limit', lines: [`by itself, without more runners: ${found.join('; ')}`] };
}

const NOTHING_WORDS: Readonly<Record<NonNullable<LadderChange['nothing']>, string>> = {
  equal: 'changes nothing here: already so',
  'no-mark': 'changes nothing here: no mark stands at the start',
};

/** `HostStat: on → off (by Proofpoint Support)`. */
function changeText({ changes, nothing, by, overruledMs }: LadderChange): string {
  if (nothing !== null) return NOTHING_WORDS[nothing];
  const values = changes.map(({ setting, from, to, unit }) =>
    setting === 'operator'
      ? `the operator ${settingValue(to, unit)}`
      : `${setting}: ${settingValue(from, unit)} → ${settingValue(to, unit)}`,
  );
  const whose = by === 'administrator' ? '' : ` (by ${by})`;
  const since = overruledMs === 0 ? 'from the start' : `after ${duration(overruledMs ?? 0)}`;
  const overruled =
    overruledMs === null ? '' : `; ${since} the scenario’s own actions set it on every step`;
  return `${values.join('; ')}${whose}${overruled}`;
}

/** Beside the ladder's own metric. */
const BESIDE: readonly MetricName[] = ['mean', 'max', 'over-5m', 'cuts'];

const GROUP_WORDS: Readonly<
  Record<Group, { readonly short: string; readonly heading: string; readonly sign: string }>
> = {
  'in order': {
    short: 'In the article’s order',
    heading: 'In order, each on top of those above',
    sign: '+ ',
  },
  alone: { short: 'Alone', heading: 'Each alone', sign: '' },
  removed: { short: 'Taken away', heading: 'Taken away, one at a time', sign: '− ' },
};

/** One group by the ladder's metric, then by others: the reference first, then a row a step. */
function stepTables(group: Group, result: LadderResult): Block[] {
  const { measure, from, to } = result;
  const steps = result.steps.filter((step) => step.group === group);
  const reference = group === 'removed' ? to : from;
  const comparedWith = group === 'in order' ? 'the step before' : reference.name;
  const { short, sign } = GROUP_WORDS[group];
  const title = {
    'in order': `${short}: each change on top of those before it, up to ${to.name}`,
    alone: `${short}: ${from.name} and one change`,
    removed: `${short}: ${to.name} without one change`,
  }[group];
  const labels = [reference.name, ...steps.map(({ name }) => sign + name)];
  const estimates = (name: MetricName) =>
    columnOf(metricOf(name).label, [reference, ...steps], ({ measures }) =>
      estimateCell(measures[name]),
    );
  const differences = columnOf(`to ${comparedWith}`, [null, ...steps], (step) =>
    step === null ? '' : effectCell(measure.name, step.differences[measure.name], step.effect),
  );
  return tables(
    { title, labels, columns: [estimates(measure.name), differences] },
    {
      title: `${short}: other measures`,
      labels,
      columns: BESIDE.filter((name) => name !== measure.name).map(estimates),
    },
  );
}

/** One of them, and only where some limit changes it significantly and not negligibly. */
const DRAIN: readonly MetricName[] = ['last-delivery', 'throughput'];

/** What limits do to the delay and to the drain of the queue, and what each costs in closed form. */
function limitsSection(limits: LimitsResult, measure: MetricName): Section {
  const { closedForm, setting, sentence } = limits;
  const steps = limits.steps.toReversed();
  const labels = steps.map(({ name }) => name);
  const effectOn = (name: MetricName, { judged }: (typeof steps)[0]): Effect =>
    judged.find((one) => one.measure === name)?.effect ?? 'unknown';
  const felt = (name: MetricName): boolean =>
    steps.some((step) => ['better', 'worse'].includes(effectOn(name, step)));
  const shown = new Set<MetricName>([measure, 'mean', ...DRAIN.filter(felt).slice(0, 1)]);
  const differences = [...shown].map((name) =>
    columnOf(metricOf(name).label, steps, (step) =>
      effectCell(name, step.differences[name], effectOn(name, step)),
    ),
  );
  const { lifetimeMs, longestWorkMs, load, runners } = closedForm;
  const costs = steps.map((step) => step.closedForm);
  const closed = [
    columnOf('a connection lives', costs, ({ cut, connectionMs }) =>
      cut && lifetimeMs !== null ? `cut at ${duration(lifetimeMs)}` : duration(connectionMs),
    ),
    columnOf('in set-ups', costs, ({ setupShare }) => share(setupShare)),
    ...(load !== null
      ? [columnOf('runners’ load', costs, (cost) => share(cost.load ?? 0))]
      : longestWorkMs > 0
        ? [columnOf('longest work', costs, (cost) => duration(cost.longestWorkMs))]
        : []),
    columnOf('runners needed', costs, ({ runnersNeeded }) => count(runnersNeeded)),
  ];
  const busy =
    load !== null
      ? `at ${share(load)} of their capacity`
      : longestWorkMs > 0
        ? `with up to ${duration(longestWorkMs)} of work each`
        : 'with no backlog';
  return {
    heading: 'A limit by itself',
    blocks: [
      paragraph(sentence),
      ...tables({
        title: `A limit by itself (${setting}, and no more runners), compared with no limit`,
        labels,
        columns: differences,
      }),
      paragraph(
        `In closed form: a message takes ${duration(closedForm.sharedMs)}, a set-up ${duration(closedForm.setupMs)}; without a limit ${runners === 1 ? 'there is 1 runner' : `there are ${runners} runners`}, ${busy}.`,
      ),
      ...tables({ title: 'What a limit costs, in closed form', labels, columns: closed }),
    ],
  };
}

/*
 * The chart of a ladder: the metric after each change in order, alone, and taken away; each group
 * opens with what its steps are compared with.
 */

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
function ladderChart(result: LadderResult): Chart | null {
  const { from, to, steps, measure, verdict } = result;
  const label = metricOf(measure.name).label;
  const drawn = GROUPS.flatMap((group) => {
    const reference = { ...(group === 'removed' ? to : from), effect: null };
    return [reference, ...steps.filter((step) => step.group === group)].map((step) => {
      const value = step.measures[measure.name];
      return { group, name: step.name, value, series: seriesOf(step.effect) };
    });
  });
  return rowChart({
    title: verdict.sentence,
    alt: `${label} on a typical day after each change, a dot with its interval: ${drawn.map(({ group, name, value }) => `${group}, ${name}: ${estimateText(value)}`).join('; ')}.`,
    unit: measure.unit,
    axis: `${label} on a typical day`,
    rows: drawn.map(
      ({ group, name, value, series }): ChartRow => ({
        label: name,
        value: estimateText(value),
        heading: GROUP_WORDS[group].heading,
        marks: [{ ...value, series }],
      }),
    ),
    series: SERIES,
    line: {
      value: from.measures[measure.name],
      label: `${from.name}: before any change`,
      colour: colour('ink'),
    },
    table: {
      caption: `${label} on a typical day after each change`,
      head: ['change', 'how', label, 'interval', 'difference'],
      rows: drawn.map(({ group, name, value, series }) => [
        name,
        group,
        estimateText(value),
        estimateIntervalText(value),
        SERIES[series].label,
      ]),
    },
  });
}
