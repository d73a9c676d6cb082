/**
 * Where a message's delay goes: eight parts that sum to it.
 *
 * At every moment between its arrival and its acceptance a message is in exactly one of them; the
 * clock is charged to that one (MessagePool.charge). Units: milliseconds.
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
 * Connecting, of the attempt that succeeds: the probe of an open connection, dialing (addresses that
 * did not answer before one that did), the dialogue up to MAIL.
 */
export const PART_CONNECT = 5;
/** Attempts that failed, connecting and dialogue; the wait after them until the next snapshot. */
export const PART_FAILURE = 6;
/** The gateway's own work and the transfer of the attempt that succeeds. */
export const PART_TRANSFER = 7;

export const PARTS = 8;

/** The parts' names, in the order of their numbers; scenario files and results use them. */
export const PART_NAMES = [
  'queue-run',
  'list',
  'mark',
  'memory',
  'lock',
  'connect',
  'failure',
  'transfer',
] as const;
