/**
 * Why a request is refused, in one shape for all of them: a status for machines, a code that is
 * stable, a sentence for people; what to do, which limit, which lines of the scenario.
 */
import { z } from 'zod';
import { LIMITS, type LimitDefinition, type LimitName } from './limits.ts';

/** Every code, with its status. */
export const FAILURES = {
  'bad-request': 400,
  unauthorised: 401,
  forbidden: 403,
  'not-found': 404,
  'too-slow': 408,
  'not-finished': 409,
  'too-large': 413,
  'wrong-type': 415,
  'invalid-scenario': 422,
  'invalid-log': 422,
  usage: 422,
  'too-many-requests': 429,
  fault: 500,
  busy: 503,
  closing: 503,
} as const;

export type FailureCode = keyof typeof FAILURES;

/** An error of a scenario, where it stands. Lines and columns count from 1. */
const problem = z.object({
  code: z.string().describe('docs/errors.md explains it.'),
  source: z.string(),
  line: z.number().nullable(),
  column: z.number().nullable(),
  width: z.number(),
  message: z.string(),
  remedy: z.string(),
});

/** The body of every refusal. */
export const failureReply = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(FAILURES) as [FailureCode, ...FailureCode[]]),
      message: z.string().describe('What is wrong, what was expected, what to do.'),
      limit: z.object({ name: z.string(), value: z.number() }).nullable(),
      problems: z.array(problem),
    }),
  })
  .meta({ id: 'Refusal', description: 'Every refusal has this shape.' });

export type PlainProblem = z.output<typeof problem>;
export type PlainFailure = z.output<typeof failureReply>['error'];

export class Failure extends Error {
  readonly plain: PlainFailure;
  /** Seconds after which to try again; null: that would not help. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: FailureCode,
    message: string,
    more: Partial<Pick<PlainFailure, 'limit' | 'problems'>> = {},
    retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.plain = { code, message, limit: more.limit ?? null, problems: more.problems ?? [] };
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return FAILURES[this.plain.code];
  }

  static of({ code, message, limit, problems }: PlainFailure): Failure {
    return new Failure(code, message, { limit, problems });
  }
}

/** Beyond a limit: its name, its value, and how to raise it. */
export function beyond(
  code: FailureCode,
  what: string,
  name: LimitName,
  value: number,
  retryAfterSeconds: number | null = null,
): Failure {
  const { describe, shared } = LIMITS[name] as LimitDefinition;
  const each = shared ? ', half of them for one client' : '';
  const message = `${what} At most ${value.toLocaleString('en-US')} ${describe}${each} (mailpath serve --limit ${name}=N changes that).`;
  return new Failure(code, message, { limit: { name, value } }, retryAfterSeconds);
}
