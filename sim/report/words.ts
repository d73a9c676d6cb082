/**
 * The words of the reports, together: what measures, parts, resources and causes are called, and
 * what they mean. Sentences that need numbers are put together from these (verdict-sentence.ts,
 * closed-form-text.ts).
 */

import type { Resource } from '../experiment/load.ts';
import type { PileCause } from '../experiment/runner-share.ts';
import type { LogPartName } from '../maillog/log-part.ts';
import { type DeferralText, statOf } from '../mailpath/fault-columns.ts';
import { ENDINGS, type Ending } from '../mailpath/faults.ts';

interface PartWords {
  /** For tables. */
  readonly label: string;
  /** The end of "61% of the delay is ...". */
  readonly spent: string;
}

/** Where the delay goes, as a log tells it too. */
const PARTS_IN_LOGS = {
  'queue-run': { label: 'for a queue run', spent: 'waiting for the next queue run' },
  list: { label: 'in a runner’s list', spent: 'waiting in a runner’s list behind other mail' },
  mark: {
    label: 'behind the mark',
    spent: 'waiting behind the mark on the host in the host-status table',
  },
  memory: {
    label: 'behind a runner’s memory',
    spent: 'waiting behind a runner’s own memory of a failed connection',
  },
  lock: {
    label: 'behind the table’s lock',
    spent: 'waiting since the host-status file was locked',
  },
  failure: {
    label: 'after a failed attempt',
    spent: 'in attempts that failed and waiting after them',
  },
  transfer: { label: 'transfer', spent: 'the delivery itself' },
};

export const PART_WORDS: Readonly<Record<string, PartWords>> = {
  ...PARTS_IN_LOGS,
  connect: { label: 'connecting', spent: 'connecting for the attempt that succeeded' },
};

/** The same for what a log shows, which sets the wait after a cut apart and connecting not. */
export const LOG_PART_WORDS: Readonly<Record<LogPartName, PartWords>> = {
  ...PARTS_IN_LOGS,
  cut: { label: 'after a cut', spent: 'waiting after a connection was cut under the message' },
};

/** Labels of the measures in tables; those without one are in CSV and JSON only. */
export const MEASURE_LABELS: Readonly<Record<string, string>> = {
  mean: 'mean',
  p50: 'p50 (median)',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  'p99.9': 'p99.9',
  max: 'maximum',
  'over-1m': 'over 1 min',
  'over-5m': 'over 5 min',
  'over-15m': 'over 15 min',
  'over-60m': 'over 60 min',
  arrived: 'arrived',
  delivered: 'delivered',
  'delivered-share': 'delivered, share',
  'first-attempt-share': 'delivered at first attempt',
  'never-share': 'never arrives, share',
  returned: 'returned to sender',
  warned: 'warned of as late',
  queued: 'still queued at the end',
  duplicates: 'delivered twice',
  tries: 'tries per message',
  cuts: 'cut at their lifetime',
  deferrals: 'deferrals',
  'deferrals-attempted': 'after an attempt',
  'deferrals-skipped': 'skipped, no attempt',
  'hasty-retries': 'retries refused as too soon',
  'skipped-mark': '  by the mark',
  'skipped-memory': '  by a runner’s memory',
  'skipped-lock': '  by the table’s lock',
  'marked-time': 'host marked for',
  'lost-writes': 'table writes lost',
  connections: 'opened',
  'connections-peak': 'most open at one time',
  'ended-quit': 'closed in order',
  'ended-fault': 'ended by a fault',
  'ended-limit': 'one too many (421)',
  'longest-connection': 'longest',
  'most-on-connection': 'most messages on one',
  'backlog-peak': 'largest backlog',
  'busy-runners-peak': 'most runners at work',
  'queue-runs': 'queue runs',
  'ticks-lost': 'queue runs lost',
  throughput: 'delivered per hour',
  'delivered-bytes': 'bytes delivered',
  'wasted-bytes': 'bytes sent in vain',
  'last-delivery': 'last delivery after',
};

export const RESOURCE_WORDS: Readonly<Record<Resource, string>> = {
  runners: 'queue runners',
  'background-processes': 'background processes',
  uplink: 'the uplink',
  'connection-limit': 'the far side’s connection limit',
  throttle: 'the far side’s throttle',
};

/** What piles up mail: "1,800 messages pile up ...". */
export const PILE_WORDS: Readonly<Record<PileCause, string>> = {
  interval: 'between two queue runs',
  mark: 'while a mark stands',
  fault: 'while the fault lasts',
  bulk: 'in the bulk mailing beyond the background processes',
  initial: 'in the backlog at the start',
};

/** Why an attempt failed, in a reader's words: "421 at greeting". */
export function faultWords(cause: string): string {
  if (cause === 'lifetime') return 'cut at the lifetime';
  return Object.hasOwn(ENDINGS, cause) ? ENDINGS[cause as Ending].label : cause;
}

/** A deferral's line: `attempted-reset` has the relay's address, `skipped-reset` has not. */
export function logLine(name: string): string {
  const [kind, text] = name.split('-');
  const relay = kind === 'attempted' ? 'relay=H [address]' : 'relay=H';
  const reply = '4.. and the remote server’s words';
  return `${relay}, stat=${statOf('deferred', text as DeferralText, 'H', reply)}`;
}

/** In sentences: `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

export function capitalised(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
