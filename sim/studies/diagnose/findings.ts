/**
 * From the facts of a log to what is wrong, the largest share of the delay first.
 *
 *   facts -> each row of each host, each row of the whole log -> ranked by what they cost
 */

import { bytes, duration, plural, share } from '../../document/quantity.ts';
import { lifetimeOf } from '../../maillog/diagnose/lifetime.ts';
import type { LogFacts } from '../../maillog/diagnose/log-facts.ts';
import { otherAdvice, remediesAgainst } from '../setting-changes.ts';
import {
  Apportion,
  type FindingRow,
  type LogSubject,
  logFinding,
  ROUTINE,
  type RowResult,
  sharesOf,
  total,
} from './finding.ts';
import { HOST_FINDINGS } from './host-findings.ts';

/*
 * What is wrong with a log as a whole: errors of the gateway's own, slow transfers, too few runners;
 * and how it works: mail refused for good, the wait for queue runs. Shares from 0 to 1.
 */

/** A finding about the whole log is one where it makes up this much of the delay. */
const LARGE_SHARE = 0.3;
/** And where it is nearly all of it. */
const NEARLY_ALL = 0.8;
/** So much of their time runners at the end of their tether deliver. */
const BUSY_SHARE = 0.85;
/** A delivery that takes longer than this on average is slow. */
const SLOW_MS = 3000;

/** In the order in which equal ones are reported. */
const LOG_FINDINGS = {
  'local-errors': logFinding({
    find: ({ facts, shares }) => {
      const errors = total(facts.hosts, ({ attempts }) => attempts.other);
      return errors > 0 ? { share: shares.failure, count: errors } : null;
    },
    title: (found) =>
      `${plural(found.count, 'attempt')} failed by an error on the gateway’s own side`,
    evidence: () =>
      'The text after Deferred is neither the remote server’s nor that of a broken connection.',
    explanation: () =>
      'A name that could not be found, or a route that was not there: check DNS and the network first.',
    advice: () => [otherAdvice('Check the gateway’s own DNS and routes')],
  }),

  'slow-transfer': logFinding({
    find: ({ facts, shares }) => {
      const line = slowTransfers({ facts, shares });
      if (line === null) return null;
      const { fit, meanMs, meanBytes } = line;
      const known = fit !== null && fit.msPerByte > fit.slopeError;
      // Null: sizes are too alike to tell.
      const bytesPerMs = known ? 1 / fit.msPerByte : null;
      return { share: shares.transfer + shares.list, meanMs, meanBytes, bytesPerMs };
    },
    title: ({ meanMs }) => `Deliveries themselves are slow, at ${duration(meanMs)} a message`,
    evidence: ({ meanMs, meanBytes, bytesPerMs }) =>
      `A message of ${bytes(meanBytes)} on average takes ${duration(meanMs)} from its start to the remote server’s answer${bytesPerMs === null ? '' : `; each connection moves about ${bytes(bytesPerMs * 1000)} a second`}.`,
    explanation: () =>
      'More runners share the work; the settings about marks and retries do not help against it.',
    advice: () => [
      ...remediesAgainst('slow-transfer'),
      otherAdvice('Look for what makes transfers slow'),
    ],
    rank: 1,
  }),

  overload: logFinding({
    find: ({ facts, shares }) => {
      const { runs, traffic } = facts;
      const waits = shares.list + shares['queue-run'];
      // A burst keeps them busy as well, and is soon over.
      const sustained = traffic.arrivingMs >= runs.workingMs / 3;
      const overloaded = waits >= NEARLY_ALL && runs.busyShare >= BUSY_SHARE && sustained;
      if (!overloaded || slowTransfers({ facts, shares }) !== null) return null;
      const { runners, busyShare } = runs;
      return { share: waits, runners, waiting: traffic.waiting, busyShare };
    },
    title: () => 'The queue runners have more to do than they get done',
    evidence: ({ runners, waiting, busyShare }) =>
      `Deliveries take ${share(Math.min(1, busyShare))} of their time, and most of the delay is waiting for ${plural(runners, 'runner')} or in their lists behind other mail${waiting > 0 ? `; ${plural(waiting, 'message')} still ${waiting === 1 ? 'waits' : 'wait'} at the end of the log` : ''}.`,
    explanation: () => 'Nothing has to be wrong with the remote server for that.',
    advice: () => remediesAgainst('long-lists'),
    rank: 1,
  }),

  returned: logFinding({
    find: ({ facts }) =>
      facts.traffic.returned > 0 ? { share: 0, count: facts.traffic.returned } : null,
    title: (found) => `${plural(found.count, 'message was', 'messages were')} refused permanently`,
    evidence: () => 'The remote server answered 5xx, or the recipient does not exist.',
    explanation: () => 'These go back to their senders, and no retry helps.',
    advice: () => [],
    rank: ROUTINE,
  }),

  'queue-wait': logFinding({
    find: ({ facts, shares }) => {
      const { intervalMs } = facts.runs;
      const known = Number.isNaN(intervalMs) ? null : intervalMs;
      return shares['queue-run'] >= LARGE_SHARE
        ? { share: shares['queue-run'], intervalMs: known }
        : null;
    },
    title: () => 'Mail waits for the next queue run',
    evidence: ({ share: part, intervalMs }) =>
      `${share(part)} of the delay is that wait${intervalMs === null ? '' : `, every ${duration(intervalMs)}`}: half an interval on average before it is tried at all.`,
    explanation: () => 'That is by configuration, not a failure.',
    advice: () => [
      ...remediesAgainst('queue-wait'),
      otherAdvice('Let the gateway try new mail at once instead (background delivery)'),
    ],
    rank: ROUTINE + 1,
  }),
} satisfies Readonly<Record<string, FindingRow<LogSubject>>>;

/** How long deliveries take where that is the trouble; null: it is not. */
function slowTransfers({ facts, shares }: LogSubject) {
  const { onOpen, first } = facts.transfers;
  const line = onOpen.count >= first.count ? onOpen : first;
  return line.meanMs >= SLOW_MS && shares.transfer + shares.list >= LARGE_SHARE ? line : null;
}

/* All findings. */

type FindingKind = keyof typeof HOST_FINDINGS | keyof typeof LOG_FINDINGS;

export const FINDING_KINDS = [
  ...Object.keys(HOST_FINDINGS),
  ...Object.keys(LOG_FINDINGS),
] as readonly string[] as readonly [FindingKind, ...FindingKind[]];

export interface Finding extends RowResult {
  readonly kind: FindingKind;
  /** The remote host; null: the whole log. */
  readonly host: string | null;
}

/** `statedMs`: the lifetime of connections as the user states it; null: it is looked for. */
export function findingsOf(facts: LogFacts, statedMs: number | null): Finding[] {
  const shares = sharesOf(facts.traffic.partsWithWaiting);
  const delay = new Apportion(facts.hosts, shares);
  const found = [
    ...facts.hosts.flatMap((host) => {
      const lifetime = lifetimeOf(host.connections, statedMs);
      return results(HOST_FINDINGS, { host, delay, lifetime }, host.name);
    }),
    ...results(LOG_FINDINGS, { facts, shares }, null),
  ];
  return found.sort((a, b) => a.rank - b.rank || b.share - a.share);
}

function results<S>(
  rows: { readonly [K in FindingKind]?: FindingRow<S> },
  subject: S,
  host: string | null,
): Finding[] {
  return Object.entries(rows).flatMap(([kind, row]) => {
    const result = row(subject);
    return result === null ? [] : [{ ...result, kind: kind as FindingKind, host }];
  });
}
