/**
 * Where a message's delay went, as far as a log can tell: the model's parts (mailpath/delay-part.ts),
 * with the wait after a cut set apart from other failed attempts. A `to=` line has the time of an
 * attempt as a whole (xdelay), so that connecting is not separate from the rest: of an attempt that
 * succeeded it is in the transfer.
 *
 * Between two lines of a message the time belongs to what the first of them said, up to the start of
 * the process that tries it next; from there on it waited in that process's list.
 */
import { PART_WORDS, type PartWords } from '../mailpath/delay-part.ts';

/** The number of each. */
export const LOG_PART = {
  'queue-run': 0,
  list: 1,
  mark: 2,
  memory: 3,
  lock: 4,
  /** Attempts that failed, the remote server's refusals among them; the wait after them. */
  failure: 5,
  /** The attempt that succeeded, connecting and all. */
  transfer: 6,
  /** The remote server broke the connection under it; the wait after that. */
  cut: 7,
} as const;

export type LogPartName = keyof typeof LOG_PART;
export const LOG_PART_NAMES = Object.keys(LOG_PART) as readonly LogPartName[];
export const PART_COUNT = LOG_PART_NAMES.length;

/** What they are called: as in the model, connecting left out. */
export const LOG_PART_WORDS: Readonly<Record<LogPartName, PartWords>> = {
  ...PART_WORDS,
  cut: { label: 'after a cut', spent: 'waiting after a connection was cut under the message' },
};
