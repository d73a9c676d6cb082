/**
 * The two yardsticks by which a replay is held against its recording.
 *
 * 1. Nominal: delivered exact; of all delay figures the median error at most 3%, nine in ten
 *    within 15%, a difference up to 0.25 s counting as none; short cases connection by connection.
 * 2. Bands: of many perturbed replays; nine in ten figures of each case within the 2.5th to 97.5th
 *    percentile, widened by 3%.
 */
import { percentile } from '../../sim/statistics/order-statistics.ts';
import type { RecordedCase } from './recorded-case.ts';
import { type DelayFigures, type Replay, recordedFigures } from './replay.ts';

export const SAME_MS = 250;
export const DELAY_NAMES = ['mean', 'p50', 'p90', 'p95', 'max'] as const;

/** Relative error of each delay figure; 0 for a difference that counts as none. */
export function delayErrors(real: DelayFigures, simulated: DelayFigures): number[] {
  return DELAY_NAMES.map((name) => {
    const difference = Math.abs(simulated[name] - real[name]);
    return difference <= SAME_MS ? 0 : difference / real[name];
  });
}

/** What differs between the connections of a short case and those of its replay; empty: nothing. */
export function connectionDifferences(recorded: RecordedCase, replay: Replay): string[] {
  const differences: string[] = [];
  const real = recorded.connections;
  const { connections } = replay;
  if (real.length !== connections.length) {
    differences.push(`${real.length} connections recorded, ${connections.length} replayed`);
  }
  for (let i = 0; i < Math.min(real.length, connections.length); i++) {
    const a = real[i];
    const b = connections[i];
    if (Math.abs(a.openMs - b.openMs) > 400) {
      differences.push(`connection ${i + 1} opened at ${a.openMs}, replayed ${b.openMs}`);
    }
    if (a.closeMs !== undefined && b.closeMs !== null && Math.abs(a.closeMs - b.closeMs) > 400) {
      differences.push(`connection ${i + 1} closed at ${a.closeMs}, replayed ${b.closeMs}`);
    }
    if (Math.abs((a.accepted ?? 0) - b.accepted) > 1) {
      differences.push(`connection ${i + 1} carried ${a.accepted}, replayed ${b.accepted}`);
    }
    if (a.ended !== b.ended) {
      differences.push(`connection ${i + 1} ended ${a.ended}, replayed ${b.ended}`);
    }
  }
  return differences;
}

export type BandFigures = Readonly<Record<string, number>>;

/** The figures that the bands are about, by name. */
export function bandFigures(replay: Omit<Replay, 'connections'>): BandFigures {
  return {
    delivered: replay.delivered,
    ...replay.delays,
    attempted: replay.deferrals.attempted,
    skipped: replay.deferrals.skipped,
  };
}

export interface Band {
  readonly name: string;
  readonly real: number;
  readonly low: number;
  readonly high: number;
  readonly inside: boolean;
}

/** Each figure of the recording against the percentiles of the perturbed replays. */
export function bands(recorded: RecordedCase, replays: readonly Replay[]): Band[] {
  const real = bandFigures(recordedFigures(recorded));
  const simulated = replays.map(bandFigures);
  return Object.entries(real).map(([name, value]) => {
    const values = simulated.map((figures) => figures[name]).sort((a, b) => a - b);
    const low = percentile(values, 0.025);
    const high = percentile(values, 0.975);
    const inside = value >= low * 0.97 && value <= high * 1.03;
    return { name, real: value, low, high, inside };
  });
}
