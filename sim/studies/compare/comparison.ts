/** `compare` and `run`: settings of a scenario side by side, the same mail for each; or one of them. */

import { boundsResult } from '../../document/bounds.ts';
import type { Page } from '../../document/text-layout.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Timeline } from '../../trace/timeline.ts';
import { runTimeline } from '../../trace/timeline.ts';
import type { Arguments } from '../arguments.ts';
import {
  type Answer,
  answered,
  type Inquiry,
  NOTHING_FINISHED,
  type NoAnswer,
  type Plan,
} from '../inquiry.ts';
import { about, inputOf } from '../named-setting.ts';
import { replicationsAsked } from '../replications.ts';
import { resultCsv } from '../result/metric-csv.ts';
import type { Result } from '../result/result-schema.ts';
import type { Study } from '../study.ts';
import { assumptionLines, type ReadSubject, readSubject } from '../subject.ts';
import type { Experiment, ExperimentPlan } from './compare.ts';
import { comparisonText } from './comparison-text.ts';
import { checkExpectations, settingsNamed } from './expectation-check.ts';
import { experimentStudy } from './experiment-study.ts';
import { objectivesOf } from './objectives.ts';
import { buildResult } from './result.ts';
import { type ReportContext, resultReport } from './result-report.ts';
import { runText } from './run-text.ts';
import { type RunnersEffect, runnersEffects } from './runners-effect.ts';

interface Form {
  readonly format: Result['format'];
  readonly text: (result: Result, page: Page) => string;
  /** Holds the experiment against what the scenario expects; null: nothing is checked. */
  readonly check: ((experiment: Experiment) => NonNullable<Result['checks']>) | null;
}

export function compareAsked(args: Arguments): Plan {
  return (subject) => {
    const read = readSubject(subject);
    const check = args.flag('check');
    return comparison(read, chosenSettings(args, read.scenario, check), args, {
      format: 'mailpath-comparison/2',
      text: comparisonText,
      check: check ? ({ outcomes }) => checkExpectations(read.scenario, outcomes) : null,
    });
  };
}

export function runAsked(args: Arguments): Plan {
  return (subject) =>
    comparison(readSubject(subject), [args.text('setting') ?? 'default'], args, {
      format: 'mailpath-run/2',
      text: runText,
      check: null,
    });
}

function comparison(
  read: ReadSubject,
  names: readonly string[],
  args: Arguments,
  form: Form,
): Inquiry {
  const { scenario } = read;
  const plan = {
    settings: names.map((name) => ({ name, input: inputOf(scenario, name) })),
    seed: args.text('seed') ?? scenario.seed,
    replications: replicationsAsked(args) ?? scenario.replications,
    objectives: objectivesOf(scenario.objectives),
  };
  return answered(wholeStudy(plan, args.flag('steady-state'), scenario), (found) =>
    answerOf(found, plan, read, form),
  );
}

interface Compared {
  readonly experiment: Experiment;
  readonly runners: readonly RunnersEffect[];
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

function answerOf(
  { experiment, runners }: Compared,
  plan: ExperimentPlan,
  { scenario, file, set, version }: ReadSubject,
  { format, text, check }: Form,
): Answer | NoAnswer {
  if (experiment.replicationsDone === 0) return NOTHING_FINISHED;
  const checks = check === null ? null : check(experiment);
  const result = buildResult(experiment, {
    format,
    version,
    scenario: about(scenario, file, set),
    assumptions: assumptionLines(
      scenario,
      plan.settings.map(({ name }) => name),
    ),
    checks,
    runnersInAll: runners.map((effect) => ({
      ...effect,
      perRun: boundsResult(effect.perRun),
      inAll: boundsResult(effect.inAll),
    })),
  });
  return {
    json: result,
    csv: () => resultCsv(result),
    text: (page) => text(result, page),
    report: () => resultReport(result, reportContext(plan, scenario)),
    partial: experiment.partial,
    unmet: checks?.some(({ state }) => state !== 'met') ?? false,
  };
}

/** What a report shows beside the result: each setting's first replication is run once more for it. */
function reportContext({ settings, seed }: ExperimentPlan, scenario: Scenario): ReportContext {
  return {
    startsAtMs: scenario.startsAtMs,
    input: settings[0].input,
    timelines: settings.map(({ input }) => timelineOf(input, seed)),
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
  const asked = args.text('settings');
  const names = asked === null ? [...scenario.compare] : asked.split(',').map((n) => n.trim());
  for (const name of names) inputOf(scenario, name);
  return [...new Set(check ? [...names, ...settingsNamed(scenario)] : names)];
}
