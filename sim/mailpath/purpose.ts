/**
 * Purposes of draws that belong to a message: the last key of KeyedDraws.
 *
 * A draw is addressed by (replication, message, attempt, purpose), so that two settings see the
 * same sizes, backends and faults whatever the order of their events. The attempt is the number of
 * times that the message was really tried: skips do not shift it.
 */
export const DRAW_SIZE = 0;
export const DRAW_DESTINATION = 1;
export const DRAW_BACKEND = 2;
export const DRAW_SETUP = 3;
export const DRAW_LATENCY = 4;
export const DRAW_GOODPUT = 5;
export const DRAW_LATENESS = 6;
export const DRAW_OVERHEAD = 7;
export const DRAW_TIE = 8;
export const DRAW_SHUFFLE = 9;
export const DRAW_FIRST_REFUSAL = 10;
export const DRAW_ADDRESS = 11;
export const DRAW_DUPLICATE = 12;
/** Keyed by the number of the queue run and of the runner, not by a message. */
export const DRAW_RUNNER = 13;
/** Which gateway a message comes in at; not drawn where there is one. */
export const DRAW_GATEWAY = 14;
/** The probability of fault number i of a host is drawn with purpose DRAW_FAULT + i. */
export const DRAW_FAULT = 32;
export const MAX_FAULTS = 96;
/** The machine behind the k-th address tried (k >= 1) is drawn with DRAW_NEXT_BACKEND + k. */
export const DRAW_NEXT_BACKEND = DRAW_FAULT + MAX_FAULTS;
export const MAX_ADDRESSES = 64;
