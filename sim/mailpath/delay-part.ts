/**
 * Where a message's delay goes: eight parts that sum to it.
 *
 * At every moment between its arrival and its acceptance a message is in exactly one of them; the
 * clock is charged to that one (MessagePool.charge). Units: milliseconds.
 *
 * Parts are causes, so that the largest one says what to change: a shorter interval for the first,
 * more runners for the second, host status for the third, nothing but a healthy server for the
 * rest. Time in an attempt is charged to the transfer or to the failure when it is known which it
 * was.
 */

/** Waiting for the next queue run: never tried, or passed over as too young. */
export const PART_QUEUE_RUN = 0;
/** In a queue run's snapshot, behind other messages of the same runner's share. */
export const PART_LIST = 1;
/** Skipped because the shared host-status table says the host is bad; until the next snapshot. */
export const PART_MARK = 2;
/** Skipped because this process itself saw the host fail; until the next snapshot. */
export const PART_MEMORY = 3;
/** Skipped because another process held the host-status file's lock; until the next snapshot. */
export const PART_LOCK = 4;
/**
 * Connecting, of the attempt that succeeds: the probe of an open connection, dialing (addresses
 * that did not answer before one that did), the dialogue up to MAIL.
 */
export const PART_CONNECT = 5;
/** Attempts that failed, connecting and dialogue; the wait after them until the next snapshot. */
export const PART_FAILURE = 6;
/** The gateway's own work and the transfer of the attempt that succeeds. */
export const PART_TRANSFER = 7;

/** How reports speak of a part. */
export interface PartWords {
  /** For tables. */
  readonly label: string;
  /** The end of "61% of the delay is ...". */
  readonly spent: string;
}

/** By the parts' names, which scenario files and results use, in the order of their numbers. */
export const PART_WORDS = {
  'queue-run': { label: 'for a queue run', spent: 'waiting for the next queue run' },
  list: { label: 'in a runner’s list', spent: 'waiting in a runner’s list behind other mail' },
  mark: { label: 'behind the mark', spent: 'waiting behind the mark on the host' },
  memory: {
    label: 'behind a runner’s memory',
    spent: 'waiting behind a runner’s own memory of a failed connection',
  },
  lock: {
    label: 'behind the table’s lock',
    spent: 'waiting since the host-status file was locked',
  },
  connect: { label: 'connecting', spent: 'connecting for the attempt that succeeded' },
  failure: {
    label: 'after a failed attempt',
    spent: 'in attempts that failed and waiting after them',
  },
  transfer: { label: 'transfer', spent: 'the delivery itself' },
} as const satisfies Readonly<Record<string, PartWords>>;

export type PartName = keyof typeof PART_WORDS;
export const PART_NAMES = Object.keys(PART_WORDS) as readonly PartName[];
export const PARTS = PART_NAMES.length;

/** A word that is the name of a part: results and scenario files have it as text. */
export function isPartName(name: string): name is PartName {
  return Object.hasOwn(PART_WORDS, name);
}
