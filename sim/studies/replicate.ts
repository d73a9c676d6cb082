/**
 * Replications: the same scenario again with other random numbers, each reduced to plain metrics
 * as soon as it is over, so that memory does not grow with their number.
 *
 * A replication is worked off in slices of simulated time, so that whoever drives it can show
 * progress, or stop, between two slices. Units: milliseconds.
 */
import type { MailPathInput } from '../mailpath/input.ts';
import { METRICS } from '../mailpath/metrics.ts';
import type { FollowUp, RunResult } from '../mailpath/run-result.ts';
import { Simulation } from '../mailpath/simulation.ts';
import type { DayDelays } from '../statistics/day-curves.ts';
import { type ArrivalMeans, inSteps, type TimeSeries } from '../statistics/time-series.ts';
import type { SettingResult } from './result/result-schema.ts';

/**
 * Slices of the time in which mail arrives (at least a sixteenth of the whole run, whose end is
 * often far beyond the last delivery). More would cost nothing but would not be felt either.
 */
const SLICES = 256;
const MIN_OF_RUN = 1 / 16;

/** Steps of the timeSeries that is kept: enough for a chart as wide as a page. */
const COURSE_STEPS = 240;

/** What is kept of one replication: plain data, so that it can be sent to a thread and stored. */
export interface Replication {
  /** Counts from 0; with the seed it decides every draw. */
  readonly number: number;
  /** Both ends of each metric, in the order of METRICS; NaN where there is nothing to say. */
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly delays: DayDelays;
  /** Each part of the delay, summed over the cohort, in the order of PART_NAMES; ms. */
  readonly parts: readonly number[];
  /** Why mail of the cohort did not arrive (mailpath/measures.ts). */
  readonly undelivered: RunResult['cohort']['undelivered'];
  readonly followUp: FollowUp;
  /** Retries that a host's greylisting refused as too soon, by host. */
  readonly greylistedRetries: readonly number[];
  /** Mean delay by the time of arrival, of the messages that do not count. */
  readonly byArrival: ArrivalMeans;
  /** Failures at a host by cause, and the marked time of each host: for tables of detail. */
  readonly failures: RunResult['failures'];
  readonly deferralTexts: RunResult['deferralTexts'];
  readonly markedMs: readonly number[];
  /** Null where the run was over before it began. */
  readonly timeSeries: ExampleDay | null;
}

/** The time series of the backlog and of the runners in one replication, to four significant digits. */
export type ExampleDay = NonNullable<SettingResult['timeSeries']>;

/** One replication under way: `number` counts from 0. */
export function startReplication(input: MailPathInput, seed: string, number: number) {
  const simulation = new Simulation(input, seed, number, {});
  simulation.begin();
  const { arrivalsEndMs, endMs } = input;
  const sliceMs = Math.min(endMs, Math.max(arrivalsEndMs, endMs * MIN_OF_RUN)) / SLICES;
  let slice = 0;
  return {
    /** Works off one slice. Returns false when the run is over. */
    step(): boolean {
      slice++;
      const untilMs = slice * sliceMs;
      return simulation.runUntil(untilMs) && untilMs < endMs;
    },
    /** How much of the time in which mail arrives has passed, 0 to 1. */
    share: () => Math.min(1, slice / SLICES),
    /** To be called once, after the last step. */
    finish(): Replication {
      const result = simulation.result();
      const { size, delays, ages, parts, undelivered } = result.cohort;
      const values = METRICS.map(({ read }) => read(result));
      return {
        number,
        lows: values.map(({ low }) => low),
        highs: values.map(({ high }) => high),
        delays: { size, delays: delays.toJSON(), ages: ages.toJSON() },
        parts,
        undelivered,
        followUp: result.followUp,
        greylistedRetries: result.hastyRetries,
        byArrival: result.byArrival.toJSON(),
        failures: result.failures,
        deferralTexts: result.deferralTexts,
        markedMs: result.markedMs,
        timeSeries: timeSeriesOf(number, result),
      };
    },
  };
}

function timeSeriesOf(replication: number, result: RunResult): ExampleDay | null {
  const { backlog, busyRunners } = result;
  const endedAtMs = Math.min(result.endedAtMs, result.atMs);
  if (!(endedAtMs > 0)) return null;
  const steps = (series: TimeSeries): number[] =>
    inSteps(series.points(), endedAtMs, COURSE_STEPS).map((mean) => Number(mean.toPrecision(4)));
  return {
    replication,
    endedAtMs,
    stepMs: endedAtMs / COURSE_STEPS,
    backlog: steps(backlog),
    busyRunners: steps(busyRunners),
  };
}
