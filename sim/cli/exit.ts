/** How a command ends. */

export const EXIT_DONE = 0;
/** Our fault: a bug. */
export const EXIT_FAULT = 1;
export const EXIT_USAGE = 2;
export const EXIT_INVALID = 3;
/** An objective or an expectation is not met. */
export const EXIT_NOT_MET = 4;
export const EXIT_INTERRUPTED = 130;
