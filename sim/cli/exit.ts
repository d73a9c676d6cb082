/** How a command ends: exit codes, and the two errors that lead to them on purpose. */

export const EXIT_DONE = 0;
/** Our fault: a bug. */
export const EXIT_FAULT = 1;
export const EXIT_USAGE = 2;
export const EXIT_INVALID = 3;
/** An objective or an expectation is not met. */
export const EXIT_NOT_MET = 4;
export const EXIT_INTERRUPTED = 130;

/** The command cannot be carried out as it was given: exit 2, one message, no usage text. */
export class UsageError extends Error {}

/** A mail log cannot be read, or says nothing: exit 3. */
export class InvalidLog extends Error {}

/** A scenario (or its file) is not valid: exit 3; the message holds all its errors. */
export class InvalidScenario extends Error {}
