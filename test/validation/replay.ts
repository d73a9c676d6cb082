/**
 * A replay of one recording: its figures, in the same terms as those of the original.
 *
 * Delays run from the gateway's acceptance of a message to the server's. A quantile q of n sorted
 * values is the one at index floor(q n). Deferrals are told apart as a log does: one with neither an
 * address nor a reply counts as skipped. Times in ms from the first arrival.
 */

import { RandomStream } from '../../sim/engine/random.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { caseInput, NOMINAL, type Perturbation } from './case-input.ts';
import { ConnectionRecorder, type ReplayedConnection } from './connection-recorder.ts';
import type { RecordedCase } from './recorded-case.ts';

/** How far a perturbed replay's overhead may be from the fitted one, either way. */
const OVERHEAD_SPREAD = 0.1;
/** Runners of one run reach the server 0 to 2 ms apart in the recordings, in any order. */
const RUNNER_JITTER_MS = 2;
/** Resets that came after Sendmail's probe: 7 of 74 in the two recordings of f2. */
const LATE_RESETS = 0.1;
/** Resets after a refused RCPT that met the next MAIL, not the probe before it: 3 of 4 in k11. */
const LATE_AFTER_RCPT = 0.75;
/** Queue runs start up to this long after their tick in the recordings: 1 to 58 ms. */
const LATEST_RUN_START_MS = 60;

export interface DelayFigures {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly max: number;
}

export interface Replay {
  readonly name: string;
  readonly delivered: number;
  readonly delays: DelayFigures;
  readonly deferrals: { readonly attempted: number; readonly skipped: number };
  readonly connections: readonly ReplayedConnection[];
}

/** The nominal replay: the fitted costs, one drawn order among equal priorities. */
export function replayNominal(recorded: RecordedCase): Replay {
  return replay(recorded, NOMINAL, 0);
}

/**
 * One of the perturbed replays; `number` tells them apart. The order among equal priorities is
 * drawn; so is the overhead, 10% either way: half of it as the machine's pace for the whole replay,
 * half for each message.
 */
export function replayPerturbed(recorded: RecordedCase, number: number): Replay {
  const machine = new RandomStream('replay', number, 'machine');
  const pace = 1 + OVERHEAD_SPREAD * (2 * machine.uniform() - 1);
  const perturbation: Perturbation = {
    ties: 'random',
    overheadSpread: OVERHEAD_SPREAD,
    runnerJitterMs: RUNNER_JITTER_MS,
    pace,
    runStartMs: LATEST_RUN_START_MS * machine.uniform(),
    lateResets: LATE_RESETS,
    lateAfterRcpt: LATE_AFTER_RCPT,
  };
  return replay(recorded, perturbation, number);
}

function replay(recorded: RecordedCase, perturbation: Perturbation, replication: number): Replay {
  const input = caseInput(recorded, perturbation);
  const recorder = new ConnectionRecorder(recorded.sink);
  const result = simulate(input, 'replay', replication, { observer: recorder });
  return {
    name: recorded.name,
    delivered: result.delivered,
    delays: delayFigures(recorder.delays),
    deferrals: {
      attempted:
        result.deferralsAttempted - recorder.deferralsLikeSkips + recorder.deferralsOvercome,
      skipped: result.deferralsSkipped + recorder.deferralsLikeSkips,
    },
    connections: recorder.connections(),
  };
}

/** The same figures of the original. */
export function recordedFigures(recorded: RecordedCase): Omit<Replay, 'connections'> {
  const delays: number[] = [];
  for (const { arrivalMs, acceptedMs } of recorded.messages) {
    if (acceptedMs !== null) delays.push(acceptedMs - arrivalMs);
  }
  return {
    name: recorded.name,
    delivered: delays.length,
    delays: delayFigures(delays),
    deferrals: recorded.deferrals,
  };
}

function delayFigures(delays: readonly number[]): DelayFigures {
  const sorted = [...delays].sort((a, b) => a - b);
  const quantile = (q: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (sorted.length === 0) return { mean: 0, p50: 0, p90: 0, p95: 0, max: 0 };
  return {
    mean: sorted.reduce((sum, delay) => sum + delay, 0) / sorted.length,
    p50: quantile(0.5),
    p90: quantile(0.9),
    p95: quantile(0.95),
    max: sorted[sorted.length - 1],
  };
}
