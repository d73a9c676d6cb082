/**
 * Why a message of the cohort never arrived, or has not arrived by the end of the run.
 *
 * Counted by cause and destination. A far side's rule against hasty retries comes first: where its
 * last try was refused by one, that is what keeps the message, whatever part of its delay it waits in.
 */
import { PART_NAMES } from './delay-part.ts';
import type { MessagePool } from './message-pool.ts';

/** Refused for good; its retries came too soon for the far side; or the part of the delay it was in. */
export type UndeliveredCause = 'rejected' | 'hasty-retry' | (typeof PART_NAMES)[number];

export interface Undelivered {
  readonly cause: UndeliveredCause;
  /** Index of the destination. */
  readonly destination: number;
  readonly messages: number;
}

export class UndeliveredCounts {
  private readonly counts = new Map<
    string,
    { -readonly [K in keyof Undelivered]: Undelivered[K] }
  >();

  add(cause: UndeliveredCause, destination: number, messages = 1): void {
    const key = `${cause} ${destination}`;
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { cause, destination, messages });
    else known.messages += messages;
  }

  /** Most messages first. */
  list(): Undelivered[] {
    return [...this.counts.values()].sort(
      (a, b) =>
        b.messages - a.messages || a.destination - b.destination || (a.cause < b.cause ? -1 : 1),
    );
  }
}

/** What keeps a message that nobody has refused for good. `tries`: before or after the last one. */
export function causeOf(messages: MessagePool, slot: number): UndeliveredCause {
  const refused = messages.refusedTry[slot] >= messages.tries[slot] - 1;
  if (messages.welcomeAt[slot] > 0 && refused) return 'hasty-retry';
  return PART_NAMES[messages.part[slot]];
}
