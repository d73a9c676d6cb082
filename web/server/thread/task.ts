/** A task of a thread, and what goes wrong in one, as plain data: errors lose their class on the way. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CapacityError } from '../../../sim/mailpath/capacity.ts';
import { capacityWords } from '../../../sim/scenario/messages.ts';
import { plainProblem } from '../../../sim/scenario/problem.ts';
import { InvalidLog, InvalidScenario, UsageError } from '../../../sim/studies/arguments.ts';
import { Failure, type PlainFailure } from '../failure.ts';
import type { ThreadContext } from '../threads.ts';

/** The result of a task: what it was for, or why not. */
export type TaskResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: PlainFailure };

/** Nobody reads more errors at a time. */
const MAX_PROBLEMS = 200;

/** As a task is posted to a thread. */
interface Posted<Request> {
  readonly request: Request;
  readonly context: ThreadContext;
}

/** A task of a thread: what is the client's doing comes back in words, what is ours is thrown. */
export function task<Request, Answer>(
  work: (request: Request, context: ThreadContext) => Answer | Promise<Answer>,
) {
  return async ({ request, context }: Posted<Request>): Promise<TaskResult<Answer>> => {
    try {
      return { ok: true, value: await work(request, context) };
    } catch (error) {
      const failure = failureOf(error);
      if (failure === null) throw error;
      return { ok: false, failure: failure.plain };
    } finally {
      releaseMemory();
    }
  };
}

function failureOf(error: unknown): Failure | null {
  if (error instanceof Failure) return error;
  if (error instanceof InvalidScenario) {
    const problems = error.problems.slice(0, MAX_PROBLEMS).map(plainProblem);
    const number = error.problems.length;
    const message =
      number === 0
        ? error.message
        : `The scenario has ${number === 1 ? 'an error' : `${number} errors`}. The first: ${problems[0].message} ${problems[0].remedy}`.trim();
    return new Failure('invalid-scenario', message, { problems });
  }
  // Options are fields of a request here, not words of a command line.
  if (error instanceof UsageError) {
    return new Failure('usage', inRequest(error.message));
  }
  if (error instanceof InvalidLog) return new Failure('invalid-log', error.message);
  if (error instanceof CapacityError) {
    const { message, remedy } = capacityWords(error);
    return new Failure('usage', `The run was stopped: ${message} ${inRequest(remedy)}`);
  }
  return null;
}

/** Options as the fields of a request that they are there. */
function inRequest(words: string): string {
  return words.replaceAll(/(^|[\s"(])--([a-z][a-z-]*)/g, '$1$2');
}

/** Arrays of a quarter of a million messages or so. */
const MANY_BYTES = 100e6;

let collect: (() => void) | null = null;

/**
 * Gives back, if it is much, what the thread no longer needs. What a large run leaves lies outside of
 * the heap, as arrays: they count little where the engine decides whether to collect, and a thread
 * that waits never does.
 */
export function releaseMemory(): void {
  if (process.memoryUsage().arrayBuffers < MANY_BYTES) return;
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
