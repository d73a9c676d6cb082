/**
 * One replication of some settings, as fast as can be: what was run before with the same input is
 * not run again, so that turning one setting costs one replication.
 */

import { comparisonStudy } from '../../../sim/experiment/compare.ts';
import type { Replication } from '../../../sim/experiment/replicate.ts';
import { ReplicationRun } from '../../../sim/experiment/replicate.ts';
import type { Job } from '../../../sim/experiment/study.ts';
import { about, inputOf } from '../../../sim/inquiry/named-setting.ts';
import { assumptionLines, readSubject } from '../../../sim/inquiry/subject.ts';
import { buildResult } from '../../../sim/report/result.ts';
import type { Result } from '../../../sim/report/result-schema.ts';
import { allowedAtOnce } from './messages-meter.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type Told, told } from './refusal.ts';

export interface PreviewTask extends ScenarioTask {
  readonly settings: readonly string[];
  readonly mostMessages: number;
}

export interface Preview {
  readonly result: Result;
}

/** Replications that are remembered: some 100 KB each. */
const MOST_KNOWN = 60;
const known = new Map<string, Replication>();

/** A Preview, as JSON. */
export function preview(task: PreviewTask): Promise<Told<string>> {
  return told(() => JSON.stringify(previewOf(task)));
}

function previewOf(task: PreviewTask): Preview {
  const { scenario, file, set, version } = readSubject(posted(task));
  const settings = task.settings.map((name) => ({ name, input: inputOf(scenario, name) }));
  const jobs = settings.map(({ name, input }): Job => {
    return { input, seed: scenario.seed, replication: 0, setting: name };
  });
  allowedAtOnce(
    jobs.map(({ input }) => input),
    task.mostMessages,
    'A preview',
  );
  const study = comparisonStudy({ settings, seed: scenario.seed, replications: 1 });
  study.next();
  const step = study.next({ replications: jobs.map(replicationOf), stopped: false });
  if (!step.done) throw new Error('a study of one replication asked for more');
  const result = buildResult(step.value, {
    format: settings.length > 1 ? 'mailpath-comparison/1' : 'mailpath-run/1',
    version,
    scenario: about(scenario, file, set),
    assumptions: assumptionLines(scenario),
    checks: null,
  });
  return { result };
}

function replicationOf({ input, seed, replication }: Job): Replication {
  const key = JSON.stringify([input, seed], (_, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? 'Infinity' : value,
  );
  const found = known.get(key);
  known.delete(key);
  if (known.size >= MOST_KNOWN)
    for (const oldest of known.keys()) {
      known.delete(oldest);
      break;
    }
  const made = found ?? run(input, seed, replication);
  known.set(key, made);
  return made;
}

function run(input: Job['input'], seed: string, number: number): Replication {
  const replication = new ReplicationRun(input, seed, number);
  while (replication.step());
  return replication.finish();
}
