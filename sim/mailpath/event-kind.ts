/** Kinds of events in the simulation's queue; the subject's meaning stands beside each. */

/** The next arrival of one of the site's arrival processes: its index. */
export const EVENT_ARRIVAL = 0;
/** A process's next step: process id. */
export const EVENT_PROCESS = 1;
/** A tick of the queue runs, or the next persistent pass: gateway index. */
export const EVENT_TICK = 2;
/** A run has read and sorted the queue, its runners start: run id. */
export const EVENT_RUN = 3;
/** The transfer that ends first on the uplink: no subject. */
export const EVENT_UPLINK = 4;
/** A connection is cut while a transfer shares the uplink: process id. */
export const EVENT_CUT = 5;
/** An operator's action: its index. */
export const EVENT_ACTION = 6;
