/**
 * From the facts of a log to what is wrong, the largest share of the delay first.
 *
 *   facts -> per host: cuts, breaks, marks, refusals, replies, locks
 *         -> the whole: transfers, lists, queue runs
 *         -> ranked by what they cost
 *
 * Units: milliseconds, shares from 0 to 1.
 */
import { Apportion, type Shares, sharesOf, total } from './apportion.ts';
import type { Finding } from './finding.ts';
import { hostFindings } from './host-findings.ts';
import type { LogFacts } from './log-facts.ts';

/** A finding about the whole log is one where it makes up this much of the delay. */
const LARGE_SHARE = 0.3;
/** And where it is nearly all of it. */
const MOST_SHARE = 0.8;
/** So much of their time runners at the end of their tether deliver. */
const BUSY_SHARE = 0.85;
/** A delivery that takes longer than this on average is slow. */
const SLOW_MS = 3000;

export function findingsOf(facts: LogFacts, statedLifetimeMs: number | null): Finding[] {
  const shares = sharesOf(facts.traffic.partsWithWaiting);
  const delay = new Apportion(facts.hosts, shares);
  const found = [
    ...facts.hosts.flatMap((host) => hostFindings(host, delay, statedLifetimeMs)),
    ...wholeFindings(facts, shares),
  ];
  return found.sort((a, b) => rank(a) - rank(b) || b.share - a.share);
}

/** Troubles come before what is merely how it works. */
function rank({ kind }: Finding): number {
  if (kind === 'queue-wait') return 3;
  return kind === 'returned' ? 2 : kind === 'slow-transfer' || kind === 'overload' ? 1 : 0;
}

function wholeFindings(facts: LogFacts, shares: Shares): Finding[] {
  const { hosts, traffic, transfers, runs } = facts;
  const about = { host: null, example: null };
  const found: Finding[] = [];
  const errors = total(hosts, ({ attempts }) => attempts.other);
  if (errors > 0) {
    found.push({ ...about, kind: 'local-errors', share: shares.failure, count: errors });
  }
  const { onOpen, first } = transfers;
  const line = onOpen.count >= first.count ? onOpen : first;
  if (line.meanMs >= SLOW_MS && shares.transfer + shares.list >= LARGE_SHARE) {
    const perByte = line.fit === null ? Number.NaN : line.fit.msPerByte;
    const known = line.fit !== null && perByte > line.fit.slopeError;
    found.push({
      ...about,
      kind: 'slow-transfer',
      share: shares.transfer + shares.list,
      meanMs: line.meanMs,
      meanBytes: line.meanBytes,
      bytesPerMs: known ? 1 / perByte : null,
    });
  } else if (isOverloaded(facts, shares)) {
    const { runners, busyShare } = runs;
    const { waiting } = traffic;
    const share = shares.list + shares['queue-run'];
    found.push({ ...about, kind: 'overload', share, runners, waiting, busyShare });
  }
  if (traffic.returned > 0) {
    found.push({ ...about, kind: 'returned', share: 0, count: traffic.returned });
  }
  if (shares['queue-run'] >= LARGE_SHARE) {
    const { intervalMs } = runs;
    found.push({ ...about, kind: 'queue-wait', share: shares['queue-run'], intervalMs });
  }
  return found;
}

/** Runners deliver nearly all the time, and mail waits for them rather than behind a failure. */
function isOverloaded({ runs, traffic }: LogFacts, shares: Shares): boolean {
  const waits = shares.list + shares['queue-run'];
  // A burst keeps them busy as well, and is soon over.
  const goesOn = traffic.arrivingMs >= runs.workingMs / 3;
  return waits >= MOST_SHARE && runs.busyShare >= BUSY_SHARE && goesOn;
}
