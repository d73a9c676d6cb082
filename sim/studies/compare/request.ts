/** What `compare` and `run` do: settings of a scenario side by side, the same mail for each; or one. */

import { boundsResult } from '../../document/bounds.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Bounds } from '../../statistics/bounds.ts';
import { runTimeline, type Timeline } from '../../trace/timeline.ts';
import type { Arguments } from '../arguments.ts';
import { type Planned, studyRequest } from '../definition.ts';
import { estimate } from '../estimate.ts';
import { requestedReplications } from '../replications.ts';
import { resultCsv } from '../result/metric-csv.ts';
import { type Result, resultSchema } from '../result/result-schema.ts';
import type { ScopeContext } from '../scope.ts';
import { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import { inputOf } from '../subject.ts';
import type { Experiment, ExperimentPlan, NamedInput } from './compare.ts';
import { checkExpectations, objectivesOf, settingsNamed } from './expectation-check.ts';
import { type ResultContext, resultReport } from './report.ts';
import { buildResult } from './result.ts';
import { experimentStudy } from './steady-state.ts';

const SHARED = {
  schema: { title: 'Result of mailpath', of: resultSchema },
  csv: resultCsv,
  unmet: ({ checks }: Result) => checks?.some(({ state }) => state !== 'met') ?? false,
};

export const compareRequest = studyRequest<Compared, Result>({
  ...SHARED,
  plan: (args) => {
    const check = args.flag('check');
    return ({ scenario }) => ({
      ...planned(scenario, chosenSettings(args, scenario, check), args),
      result: (found, context) =>
        resultOf(found, context, {
          format: 'mailpath-comparison/2',
          checks: check ? checkExpectations(scenario, found.experiment.outcomes) : null,
        }),
    });
  },
});

export const runRequest = studyRequest<Compared, Result>({
  ...SHARED,
  plan: (args) => {
    return ({ scenario }) => ({
      ...planned(scenario, [args.text('setting') ?? 'default'], args),
      result: (found, context) =>
        resultOf(found, context, { format: 'mailpath-run/2', checks: null }),
    });
  },
});

interface Compared {
  readonly experiment: Experiment;
  readonly runners: readonly RunnersEffect[];
}

function planned(
  scenario: Scenario,
  names: readonly string[],
  args: Arguments,
): Omit<Planned<Compared, Result>, 'result'> {
  const plan = {
    settings: names.map((name) => ({ name, input: inputOf(scenario, name) })),
    seed: args.text('seed') ?? scenario.seed,
    replications: requestedReplications(args) ?? scenario.replications,
    objectives: objectivesOf(scenario.objectives),
  };
  return {
    study: wholeStudy(plan, args.flag('steady-state'), scenario),
    settings: names,
    report: (result, command, charts) =>
      resultReport(result, reportContext(plan, scenario, command, charts)),
  };
}

/** The days of every setting, then what the other reading of "runners" would change. */
function* wholeStudy(
  plan: ExperimentPlan,
  steadyState: boolean,
  { runnersReading }: Scenario,
): Study<Compared> {
  const experiment = yield* experimentStudy(plan, steadyState);
  const isOpen = (setting: string) => runnersReading.get(setting)?.stated !== true;
  return { experiment, runners: yield* runnersEffects(experiment, isOpen) };
}

function resultOf(
  { experiment, runners }: Compared,
  context: ScopeContext,
  own: Pick<Result, 'format' | 'checks'>,
): Result | null {
  if (experiment.replicationsDone === 0) return null;
  return buildResult(experiment, {
    ...context,
    ...own,
    runnersInAll: runners.map((effect) => ({
      ...effect,
      perRun: boundsResult(effect.perRun),
      inAll: boundsResult(effect.inAll),
    })),
  });
}

/** What a report shows beside the result: each setting's first replication is run once more for it. */
function reportContext(
  { settings, seed }: ExperimentPlan,
  scenario: Scenario,
  command: string,
  charts: boolean,
): ResultContext {
  return {
    startsAtMs: scenario.startsAtMs,
    input: settings[0].input,
    command,
    timelines: charts ? settings.map(({ input }) => timelineOf(input, seed)) : [],
  };
}

/** Of the inputs that were drawn last: the same study with more replications draws them again. */
const drawn = new WeakMap<MailPathInput, { readonly seed: string; readonly timeline: Timeline }>();

function timelineOf(input: MailPathInput, seed: string): Timeline {
  const known = drawn.get(input);
  if (known?.seed === seed) return known.timeline;
  const timeline = runTimeline(input, seed);
  drawn.set(input, { seed, timeline });
  return timeline;
}

/** --settings, or the scenario's own choice; with --check all that its expectations speak of too. */
function chosenSettings(args: Arguments, scenario: Scenario, check: boolean): string[] {
  const requested = args.text('settings');
  const names =
    requested === null ? [...scenario.compare] : requested.split(',').map((n) => n.trim());
  for (const name of names) inputOf(scenario, name);
  return [...new Set(check ? [...names, ...settingsNamed(scenario)] : names)];
}

/*
 * What an answer depends on where queue runs overlap: "4 runners" of each run are more at one time,
 * since every tick starts a run though older ones still work. A site may mean 4 in all.
 *
 * Each setting whose runs overlap is replayed on a few of the same days with MaxQueueChildren at its
 * number of runners, and held against itself. Units: ms.
 */

/** Days of the other reading: enough to see an effect that an answer could depend on. */
const DAYS = 5;

interface RunnersEffect {
  readonly setting: string;
  /** Of a queue run. */
  readonly runners: number;
  readonly gateways: number;
  /** Most at work at one time at all gateways on the typical day, as simulated. */
  readonly peak: number;
  readonly days: number;
  /** p99 on the typical of these days: as simulated, and with so many runners in all. */
  readonly perRun: Bounds;
  readonly inAll: Bounds;
}

/** `open`: may the setting's runners be meant in all? Stopped half way it says nothing. */
function* runnersEffects(
  { plan, outcomes, partial }: Experiment,
  open: (setting: string) => boolean,
): Study<RunnersEffect[]> {
  const overlapping = plan.settings.flatMap(({ name, input }, i) => {
    const peak = estimate(outcomes[i], 'busy-runners-peak').value.low;
    return open(name) && overlaps(input, peak) ? [{ name, input, outcome: outcomes[i], peak }] : [];
  });
  if (overlapping.length === 0 || partial) return [];
  const days = Math.min(DAYS, outcomes[0].days);
  const jobs = overlapping.flatMap(({ name, input }) =>
    Array.from({ length: days }, (_, replication) => ({
      input: inAll(input),
      seed: plan.seed,
      replication,
      setting: name,
    })),
  );
  const { replications, stopped } = yield {
    jobs,
    doing: (finished) => `runners counted in all, run ${finished} of ${jobs.length}`,
    from: 1,
    to: 1,
  };
  if (stopped || replications.includes(null)) return [];
  return overlapping.map(({ name, input, outcome, peak }, i): RunnersEffect => {
    const other = new SettingOutcome(name, [], false);
    for (const replication of replications.slice(i * days, (i + 1) * days)) {
      if (replication !== null) other.add(replication);
    }
    return {
      setting: name,
      runners: input.settings.runners,
      gateways: input.gateways,
      peak,
      days,
      perRun: estimate(outcome.first(days), 'p99').value,
      inAll: estimate(other, 'p99').value,
    };
  });
}

function overlaps({ settings, gateways }: MailPathInput, peak: number): boolean {
  return (
    settings.queueRuns === 'interval' &&
    settings.maxQueueChildren === 0 &&
    peak > gateways * settings.runners
  );
}

function inAll(input: NamedInput['input']): MailPathInput {
  const { settings } = input;
  return { ...input, settings: { ...settings, maxQueueChildren: settings.runners } };
}
