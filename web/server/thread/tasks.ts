/**
 * What threads of the server do, by name: the program that its pools load. Runs and logs have files of
 * their own; here are the short questions: a scenario looked at without simulating anything, a run looked at before it waits
 * its turn, a scenario with its changes, a report to print; one replication at once, in figures or
 * moment by moment for the lesson.
 */

import type { z } from 'zod';
import type { Report } from '../../../sim/document/report.ts';
import { reportPage } from '../../../sim/document/svg/report-page.ts';
import { changedText } from '../../../sim/scenario/merge.ts';
import { Arguments } from '../../../sim/studies/arguments.ts';
import { closedFormAnswers, overloadWarnings } from '../../../sim/studies/closed-form/answers.ts';
import { canItHappen } from '../../../sim/studies/closed-form/can-it-happen.ts';
import { comparisonStudy } from '../../../sim/studies/compare/compare.ts';
import { buildResult } from '../../../sim/studies/compare/result.ts';
import { studyOf } from '../../../sim/studies/index.ts';
import type { Replication } from '../../../sim/studies/replicate.ts';
import type { Result } from '../../../sim/studies/result/result-schema.ts';
import { type Job, runJob, runStudy } from '../../../sim/studies/study.ts';
import { assumptionLines, contextOf, inputOf, readSubject } from '../../../sim/studies/subject.ts';
import { controlsOf } from '../../../sim/studies/what-if/controls.ts';
import { replayOf } from '../../../sim/trace/replay/record-replay.ts';
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { LruMap } from '../lru-map.ts';
import type { previewRequest, RunRequest, replayRequest, ScenarioRequest } from '../requests.ts';
import { ShippedScenarios } from '../shipped-scenarios.ts';
import type { ThreadContext } from '../threads.ts';
import { planOf, posted } from './posted-scenario.ts';
import { allowedAtOnce, messagesOf } from './replication-cost.ts';
import { task } from './task.ts';

export { readLog, trace } from './log-tasks.ts';
export { execute } from './study-task.ts';

/** Settings that are answered for in closed form: a page compares five or so. */
const MAX_ANSWERED = 50;

/** An Inspection, as JSON. */
export const inspect = task((request: ScenarioRequest, context) =>
  JSON.stringify(inspectionOf(request, context)),
);

export type Inspection = ReturnType<typeof inspectionOf>;

/** A scenario without its simulation: its errors, its controls, the closed forms. */
function inspectionOf(request: ScenarioRequest, context: ThreadContext) {
  const { scenario, opened } = readSubject(posted(request, context));
  const settings = [...scenario.settings];
  const answered = {
    settings: settings.slice(0, MAX_ANSWERED).map(([name, input]) => ({
      name,
      canItHappen: canItHappen(input, null),
    })),
  };
  return {
    file: opened.file,
    name: scenario.name,
    question: scenario.question,
    description: scenario.description,
    seed: scenario.seed,
    replications: scenario.replications,
    /** Names, the base of a comparison first. */
    settings: settings.map(([name]) => name),
    compare: scenario.compare,
    objectives: scenario.objectives.map(({ text }) => text),
    bounds: scenario.bounds.map(({ text }) => text),
    assumptions: assumptionLines(scenario),
    /** Messages of one replication, expected. */
    messages: messagesOf(settings[0][1]),
    controls: controlsOf(scenario),
    /** Of all settings, before any simulation. */
    closedForm: closedFormAnswers(answered),
    /** Overloads: said before any number. */
    warnings: overloadWarnings(answered),
  };
}

/** What is wrong with a run is reported before it waits its turn. */
export const check = task(
  async (request: Pick<RunRequest, 'study' | 'options' | 'scenario' | 'set'>, context) => {
    const { study, options } = request;
    const plan = await planOf(study, new Arguments(options));
    const subject = posted(request, context);
    if (studyOf(study)?.slowPlan) readSubject(subject);
    else plan(subject);
    return null;
  },
);

/** A scenario with its changes as a file to keep. */
export const changed = task((request: ScenarioRequest, context) => {
  readSubject(posted(request, context));
  const { text } = new ShippedScenarios(context.places.scenarioFolder).source(request.scenario);
  return changedText(text, request.set);
});

/** A report that was stored, as the one file that a command line would write. */
export const print = task((report: string) => reportPage(JSON.parse(report) as Report));

export interface Preview {
  readonly result: Result;
}

/** Replications that are remembered: some 100 KB each. */
const MAX_KNOWN = 60;
const known = new LruMap<string, Replication>(MAX_KNOWN);

/**
 * A Preview, as JSON: one replication of some settings, as fast as can be. What was run before with
 * the same input is not run again, so that turning one setting costs one replication.
 */
export const preview = task((request: z.output<typeof previewRequest>, context) => {
  const read = readSubject(posted(request, context));
  const { scenario } = read;
  const settings = request.settings.map((name) => ({ name, input: inputOf(scenario, name) }));
  const inputs = settings.map(({ input }) => input);
  allowedAtOnce(inputs, context.limits, 'A preview');
  const study = comparisonStudy({ settings, seed: scenario.seed, replications: 1 });
  const result = buildResult(runStudy(study, remembered), {
    format: settings.length > 1 ? 'mailpath-comparison/2' : 'mailpath-run/2',
    ...contextOf(read),
    checks: null,
    runnersInAll: [],
    restsOn: null,
  });
  return JSON.stringify({ result } satisfies Preview);
});

/** Run now, or before with the same input. */
function remembered(job: Job): Replication {
  const key = JSON.stringify([job.input, job.seed, job.replication], (_, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
  );
  const replication = known.get(key) ?? runJob(job);
  known.set(key, replication);
  return replication;
}

/** More than anybody reads in a window; some 150 bytes each. */
const MAX_LINES = 1500;

/** A Replay, as JSON. */
export const replay = task((request: z.output<typeof replayRequest>, context) => {
  const { setting, replication, fromMs, toMs } = request;
  const { scenario } = readSubject(posted(request, context));
  const input = inputOf(scenario, setting);
  allowedAtOnce([input], context.limits, 'A replay');
  const { seed, startsAtMs } = scenario;
  const window = { fromMs, toMs, maxLines: MAX_LINES };
  const replay: Replay = replayOf(input, { seed, replication, startsAtMs, ...window });
  return JSON.stringify(replay);
});
