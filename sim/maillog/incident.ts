/**
 * The state at the end of a log: what waits, which hosts are marked, when the next queue run
 * starts, how much mail comes. Units: milliseconds, messages per millisecond.
 */
import type { LogFacts } from './diagnose/log-facts.ts';
import type { ArrivalFacts } from './fit/arrivals.ts';
import { scenarioName } from './fit/fitted-host.ts';

export interface Incident {
  /** The last line, ms since 1970: now. */
  readonly atMs: number;
  readonly waiting: number;
  readonly oldestMs: number;
  /** How often the waiting mail has been tried, on average. */
  readonly tries: number;
  /** By host, without the final dot. The age is that of the first skip where its failure is not in the log. */
  readonly marks: readonly { readonly host: string; readonly ageMs: number }[];
  readonly runnersAtWork: number;
  /** Until the next start of a queue run; null: none is in the log. */
  readonly nextRunMs: number | null;
  /** New mail, as in the last hour. */
  readonly ratePerMs: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** `intervalMs`, `timeoutMs`: of queue runs and of marks, as they were fitted. */
export function incidentOf(
  { traffic, hosts, runs, runnersAtWork }: LogFacts,
  arrivals: ArrivalFacts,
  intervalMs: number,
  timeoutMs: number,
): Incident {
  const atMs = traffic.toMs;
  const marks = hosts.flatMap(({ name, marks: all }) =>
    all.marks
      .filter(({ endMs }) => Number.isNaN(endMs))
      .map(({ fromMs, firstSkipMs }) => {
        const ageMs = atMs - (Number.isNaN(fromMs) ? firstSkipMs : fromMs);
        return { host: scenarioName(name), ageMs };
      })
      .filter(({ ageMs }) => ageMs < timeoutMs),
  );
  const since = (atMs - runs.lastRunMs) % intervalMs;
  return {
    atMs,
    waiting: traffic.waiting,
    oldestMs: traffic.oldestMs,
    tries: traffic.waiting > 0 ? traffic.waitingTries / traffic.waiting : 0,
    marks,
    runnersAtWork,
    nextRunMs: Number.isNaN(since) ? null : intervalMs - since,
    ratePerMs: recentRate(arrivals, atMs),
  };
}

/** Of the last hour, or of the whole log where it is shorter. */
function recentRate({ perMinute, count, firstMs }: ArrivalFacts, atMs: number): number {
  const fromMs = Math.max(firstMs, atMs - HOUR_MS);
  if (atMs - fromMs < 2 * MINUTE_MS) return count / Math.max(1000, atMs - firstMs);
  const first = Math.ceil(fromMs / MINUTE_MS);
  let messages = 0;
  for (const [minute, arrived] of perMinute) if (minute >= first) messages += arrived;
  return messages / Math.max(MINUTE_MS, atMs - first * MINUTE_MS);
}
