/** One replication told moment by moment, for the lesson. */
import { inputOf } from '../../../sim/studies/named-setting.ts';
import { readSubject } from '../../../sim/studies/subject.ts';
import { replayOf } from '../../../sim/trace/replay/record-replay.ts';
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { allowedAtOnce } from './messages-meter.ts';
import { posted, type ScenarioTask } from './posted-scenario.ts';
import { type Told, told } from './refusal.ts';

export interface ReplayTask extends ScenarioTask {
  readonly setting: string;
  readonly replication: number;
  /** The window that is told, ms from the start of the run. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly mostMessages: number;
}

/** More than anybody reads in a window; some 150 bytes each. */
const MAX_LINES = 1500;

/** A Replay, as JSON. */
export function replay(task: ReplayTask): Promise<Told<string>> {
  return told(() => {
    const { scenario } = readSubject(posted(task));
    const input = inputOf(scenario, task.setting);
    allowedAtOnce([input], task.mostMessages, 'A replay');
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
