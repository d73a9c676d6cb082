/**
 * Where a message's delay went, as far as a log can tell: the model's parts (mailpath/delay-part.ts),
 * with the wait after a cut set apart from the far side's own refusals.
 *
 * Between two lines of a message the time belongs to what the first of them said, up to the start of
 * the process that tries it next; from there on it waited in that process's list.
 */
import {
  PART_FAR_SIDE,
  PART_LIST,
  PART_LOCK,
  PART_MARK,
  PART_MEMORY,
  PART_NAMES,
  PART_QUEUE_RUN,
  PART_TRANSFER,
  PARTS,
} from '../mailpath/delay-part.ts';

export const LOG_PART = {
  queueRun: PART_QUEUE_RUN,
  list: PART_LIST,
  mark: PART_MARK,
  memory: PART_MEMORY,
  lock: PART_LOCK,
  /** Its own refusals, and attempts that failed; the wait after them. */
  farSide: PART_FAR_SIDE,
  transfer: PART_TRANSFER,
  /** The far side broke the connection under it; the wait after that. */
  cut: PARTS,
} as const;

export const PART_COUNT = PARTS + 1;

export const LOG_PART_NAMES = [...PART_NAMES, 'cut'] as const;
export type LogPartName = (typeof LOG_PART_NAMES)[number];
