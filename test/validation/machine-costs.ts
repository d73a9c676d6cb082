/**
 * What the machine of the recordings costs: fitted once over all cases, none apart.
 *
 * Each value says how it was found; fitted-costs.test.ts finds them again from the recordings.
 * Units: milliseconds.
 */
import type { GatewayCosts } from '../../sim/mailpath/costs.ts';

/** The server answers an RSET or a QUIT over loopback within this. Recorded: 0 to 1 ms. */
export const MACHINE_ROUND_TRIP_MS = 1;

/** From connect to the first MAIL on loopback: the dialogue before it. */
export const MACHINE_SETUP_MS = 2;

/**
 * What Sendmail adds to a message (Received and other header lines), bytes: the cases in which the
 * server's wait grows with the bytes show 9 ms more a message than the others, at 40 bytes/ms.
 */
export const RECEIVED_BYTES = 360;

export const MACHINE_COSTS: GatewayCosts = {
  // Median time from a tick to the first connection of its run, over all queue-only cases.
  runStartMs: 21,
  // Median time from the end of a persistent group's sleep to its next connection: 5 ms with the
  // QUIT and the end of the runner before it (held-out cases p1 and p4).
  passStartMs: 4,
  // Recorded opens of the runners of one run are about 1 ms apart; their order is not always the same.
  runnerGapMs: 0.75,
  runnerJitterMs: 0,
  scanMs: 0,
  // From a message's acceptance to its process's connection in background mode (case g3).
  forkMs: 2,
  // With betweenMs the median over the cases with a fixed wait: 44.3 ms a message.
  overheadMs: 40.3,
  betweenMs: 4,
  tickLateMs: 0.75,
  // Median gap between two skips of one runner in the recorded logs.
  skipMs: 1,
  // Not measurable here: no deferral by a lock was recorded in these cases. An assumption.
  statusLockMs: 0,
  uplinkPerMs: Number.POSITIVE_INFINITY,
};
