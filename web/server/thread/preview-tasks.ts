/** One replication at once: in figures, or moment by moment for the lesson. */
import { comparisonStudy } from '../../../sim/studies/compare/compare.ts';
import { buildResult } from '../../../sim/studies/compare/result.ts';
import type { Replication } from '../../../sim/studies/replicate.ts';
import type { Result } from '../../../sim/studies/result/result-schema.ts';
import { type Job, runJob, runStudy } from '../../../sim/studies/study.ts';
import { about, assumptionLines, inputOf, readSubject } from '../../../sim/studies/subject.ts';
import { replayOf } from '../../../sim/trace/replay/record-replay.ts';
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { LruMap } from '../lru-map.ts';
import { allowedAtOnce } from './messages-meter.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type TaskResult, taskResult } from './task-result.ts';

/**
 * One replication of some settings, as fast as can be: what was run before with the same input is
 * not run again, so that turning one setting costs one replication.
 */
export interface PreviewTask extends ScenarioTask {
  readonly settings: readonly string[];
  readonly maxMessages: number;
}

export interface Preview {
  readonly result: Result;
}

/** Replications that are remembered: some 100 KB each. */
const MAX_KNOWN = 60;
const known = new LruMap<string, Replication>(MAX_KNOWN);

/** A Preview, as JSON. */
export function preview(task: PreviewTask): Promise<TaskResult<string>> {
  return taskResult(() => JSON.stringify(previewOf(task)));
}

function previewOf(task: PreviewTask): Preview {
  const { scenario, file, set, version } = readSubject(posted(task));
  const settings = task.settings.map((name) => ({ name, input: inputOf(scenario, name) }));
  allowedAtOnce(
    settings.map(({ input }) => input),
    task.maxMessages,
    'A preview',
  );
  const study = comparisonStudy({ settings, seed: scenario.seed, replications: 1 });
  const result = buildResult(runStudy(study, remembered), {
    format: settings.length > 1 ? 'mailpath-comparison/2' : 'mailpath-run/2',
    version,
    scenario: about(scenario, file, set),
    assumptions: assumptionLines(scenario),
    checks: null,
    runnersInAll: [],
  });
  return { result };
}

/** Run now, or before with the same input. */
function remembered(job: Job): Replication {
  const key = JSON.stringify([job.input, job.seed, job.replication], (_, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
  );
  const replication = known.get(key) ?? runJob(job);
  known.set(key, replication);
  return replication;
}

export interface ReplayTask extends ScenarioTask {
  readonly setting: string;
  readonly replication: number;
  /** The window that is traced, ms from the start of the run. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly maxMessages: number;
}

/** More than anybody reads in a window; some 150 bytes each. */
const MAX_LINES = 1500;

/** A Replay, as JSON. */
export function replay(task: ReplayTask): Promise<TaskResult<string>> {
  return taskResult(() => {
    const { scenario } = readSubject(posted(task));
    const input = inputOf(scenario, task.setting);
    allowedAtOnce([input], task.maxMessages, 'A replay');
    const replay: Replay = replayOf(input, {
      seed: scenario.seed,
      replication: task.replication,
      startsAtMs: scenario.startsAtMs,
      fromMs: task.fromMs,
      toMs: task.toMs,
      maxLines: MAX_LINES,
    });
    return JSON.stringify(replay);
  });
}
