/**
 * Which candidates there are: every combination of a few values of each of the four settings, within
 * the bounds.
 *
 *   messages per connection   as it stands; 199 or what the tail allows, whichever is lower; half and
 *                             a quarter of that where even that overruns now and then
 *   queue runners             as they stand, twice, four times ... up to 64 times that or the bound;
 *                             what the load takes; the bound; never fewer: the article raises them
 *   retry interval            as it stands; 10, 5 and 1 minute (the article's)
 *   host status               as it stands; off
 *
 * Units: milliseconds.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Objective } from '../objective.ts';
import { ARTICLE_LIMIT, type LimitAdvice } from '../overrun.ts';
import { type Candidate, presentCandidate } from './candidate.ts';

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What the site allows. */
export interface Bounds {
  readonly messagesPerConnection: Range;
  readonly runners: Range;
  readonly retryIntervalMs: Range;
  /** Null: it can be switched. */
  readonly hostStatus: boolean | null;
  /** Of what is simulated: `connections-peak <= 40`. They are kept like objectives. */
  readonly metrics: readonly Objective[];
}

const MINUTE_MS = 60_000;
const RETRY_INTERVALS_MS = [10 * MINUTE_MS, 5 * MINUTE_MS, MINUTE_MS];
/** Below this chance a limit never overruns, for all that a day can show. */
const NEGLIGIBLE_OVERRUN = 1e-4;
const RUNNER_FACTORS = [1, 2, 4, 8, 16, 32, 64];

/** Beyond so many times the present runners nobody is helped by more. */
const MOST_RUNNERS_FACTOR = 64;

export interface GridInput {
  readonly input: MailPathInput;
  readonly bounds: Bounds;
  readonly advice: LimitAdvice | null;
  /** Runners that the load takes (runnersNeeded). */
  readonly runnersNeeded: number;
}

/** In the order of their cost, roughly: as it stands first. */
export function candidateGrid({ input, bounds, advice, runnersNeeded }: GridInput): Candidate[] {
  const present = presentCandidate(input);
  const limits = within(limitValues(present, advice), bounds.messagesPerConnection);
  const runners = within(
    [
      ...RUNNER_FACTORS.map((factor) => factor * present.runners),
      runnersNeeded,
      Math.min(bounds.runners.most, MOST_RUNNERS_FACTOR * present.runners),
    ],
    {
      ...bounds.runners,
      least: Math.min(bounds.runners.most, Math.max(bounds.runners.least, present.runners)),
    },
  );
  const intervals = within(
    [
      present.retryIntervalMs,
      ...RETRY_INTERVALS_MS.filter((ms) => ms < present.retryIntervalMs),
      bounds.retryIntervalMs.least,
    ].filter((ms) => ms > 0),
    bounds.retryIntervalMs,
  );
  const statuses =
    bounds.hostStatus === null ? [...new Set([present.hostStatus, false])] : [bounds.hostStatus];
  return limits.flatMap((messagesPerConnection) =>
    runners
      .sort((a, b) => a - b)
      .flatMap((count) =>
        intervals.flatMap((retryIntervalMs) =>
          statuses.map((hostStatus) => ({
            messagesPerConnection,
            runners: count,
            retryIntervalMs,
            hostStatus,
          })),
        ),
      ),
  );
}

function limitValues(present: Candidate, advice: LimitAdvice | null): number[] {
  const stated = present.messagesPerConnection;
  if (advice === null) return [stated, ARTICLE_LIMIT];
  const first = usualLimit(advice);
  const overruns = first < ARTICLE_LIMIT || advice.articleOverrun > NEGLIGIBLE_OVERRUN;
  return [stated, first, ...(overruns ? [part(first, 2), part(first, 4)] : [])];
}

/** The limit that is taken where nothing speaks for another: the article's, or what the tail allows. */
export function usualLimit(advice: LimitAdvice | null): number {
  if (advice === null) return ARTICLE_LIMIT;
  return Math.max(1, Math.min(ARTICLE_LIMIT, roundedDown(advice.tailAware)));
}

function part(limit: number, divisor: number): number {
  return Math.max(1, Math.floor(limit / divisor));
}

/** To two digits, so that it reads as a setting: 1473 as 1400. */
function roundedDown(value: number): number {
  if (!Number.isFinite(value) || value < 100) return value;
  let unit = 1;
  while (value / unit >= 100) unit *= 10;
  return Math.floor(value / unit) * unit;
}

/** The values within the range, each once; the end of the range where none is. */
function within(values: readonly number[], { least, most }: Range): number[] {
  const kept = [...new Set(values)].filter((value) => value >= least && value <= most);
  return kept.length > 0 ? kept : [Math.max(least, Math.min(most, values[0]))];
}
