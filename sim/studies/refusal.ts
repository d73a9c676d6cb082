/** Three ways in which what is asked is refused: each an error with one message for people. */
import type { Problem } from '../scenario/problem.ts';

/** It cannot be carried out as it was asked: an option that makes no sense, a name that there is not. */
export class UsageError extends Error {}

/** A mail log cannot be read, or says nothing. */
export class InvalidLog extends Error {}

/** A scenario (or its file) is not valid; the message holds all its errors. */
export class InvalidScenario extends Error {
  /** The errors with their places; none where there is no text to have a place in. */
  readonly problems: readonly Problem[];

  constructor(message: string, problems: readonly Problem[] = []) {
    super(message);
    this.problems = problems;
  }
}
