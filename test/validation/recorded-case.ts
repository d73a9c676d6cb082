/**
 * A recording of real Sendmail: what was sent, how it was set, what the server saw.
 *
 * The format is described in docs/validation.md. Times in ms from the first message's acceptance,
 * sizes in bytes. A field, a value or a kind of fault that the replay does not know is refused with
 * a reason, never dropped: the recording would be replayed as another case.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The kinds that can have a `then`. */
const REFUSALS: readonly string[] = ['deferMail', 'deferRcpt'];

const Fault = z.strictObject({
  kind: z.enum([
    'greet421',
    'greet554',
    'resetOnConnect',
    'deferMail',
    'deferRcpt',
    'defer',
    'resetInData',
    'resetAfterAccept',
    '421AfterAccept',
    'refuse',
  ]),
  atMsg: z.number().int().positive().optional(),
  everyMsg: z.number().int().positive().optional(),
  everyConn: z.number().int().positive().optional(),
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  host: z.string().optional(),
  /** Its probability; absent: always. */
  p: z.number().min(0).max(1).optional(),
  /** After a refusal at MAIL or RCPT the connection ends: so, and so long after the reply. */
  then: z.enum(['reset', 'eof', '421']).optional(),
  /** Absent: 1. */
  thenMs: z.number().nonnegative().optional(),
});

/** One of several words, however they are written (`Priority`, `queue-only`). */
function word<const T extends string>(words: readonly T[]) {
  const plain = (text: unknown) =>
    String(text)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '');
  return z.preprocess(plain, z.enum(words));
}

const Case = z.strictObject({
  name: z.string(),
  what: z.string(),
  timeZeroEpochMs: z.number(),
  daemonStartedMs: z.number(),
  sinkStartedMs: z.number(),
  endMs: z.number().positive(),
  route: z
    .array(
      z.strictObject({
        name: z.string(),
        addresses: z.array(z.string()).min(1),
        /** Hosts with the same number are of equal preference; absent: each its own. */
        preference: z.number().optional(),
      }),
    )
    .min(1),
  lockStyle: z.enum(['flock', 'fcntl']),
  sendmail: z.strictObject({
    hostStatus: z.boolean(),
    hostStatusTimeout: z.string(),
    maxMsgs: z.number().int().positive().nullish(),
    queueInterval: z.string(),
    runnersPerQueue: z.number().int().positive(),
    queueChildren: z.number().int().nonnegative(),
    sort: word(['priority', 'time', 'host', 'random', 'filename']),
    deliveryMode: word(['queueonly', 'background']),
    connectionCache: z.number().int().nonnegative(),
    /** SingleThreadDelivery, which the model leaves out. */
    singleThread: z.literal(false).optional(),
    persistent: z.boolean().default(false),
    minQueueAge: z.string().default('0'),
  }),
  sink: z.strictObject({
    /** Addresses that listen; absent: all of the route's. */
    hosts: z.array(z.string()).optional(),
    capMs: z.number().positive().optional(),
    capHow: z.enum(['reset', '421']).optional(),
    serviceMs: z.number().optional(),
    latencyMs: z.number().optional(),
    bytesPerMs: z.number().positive().optional(),
    faults: z.array(Fault).optional(),
    /** So many messages are let past MAIL in any window; the others get 451 4.7.500. */
    throttle: z
      .strictObject({ messages: z.number().int().positive(), windowMs: z.number().positive() })
      .optional(),
  }),
  /** The texts of all delivery lines, counted: for readers; the replay does not need them. */
  stats: z.record(z.string(), z.number()).optional(),
  deferrals: z.strictObject({ attempted: z.number(), skipped: z.number() }),
  connections: z.array(
    z.strictObject({
      id: z.number().optional(),
      host: z.string().optional(),
      openMs: z.number(),
      closeMs: z.number().optional(),
      accepted: z.number().optional(),
      ended: z.string().optional(),
    }),
  ),
  messages: z
    .array(
      z.strictObject({
        k: z.number().optional(),
        arrivalMs: z.number(),
        acceptedMs: z.number().nullable(),
        tries: z.number().optional(),
        bytes: z.number().optional(),
      }),
    )
    .min(1),
});

export type RecordedCase = z.infer<typeof Case>;
export type RecordedFault = z.infer<typeof Fault>;

/** The server's word for a connection that it ended after a refusal of that kind. */
export function endedAfter(kind: string): string {
  return `after${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

/** Reads one recording. Throws an Error that names the file and every field that is wrong. */
export function readCase(file: string): RecordedCase {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: not a recording: ${(error as Error).message}`);
  }
  const parsed = Case.safeParse(data);
  const wrong = parsed.success
    ? contradictions(parsed.data)
    : [...new Set(parsed.error.issues.map(inWords))];
  if (!parsed.success || wrong.length > 0) {
    throw new Error(`${file}: not a recording that can be replayed:\n  ${wrong.join('\n  ')}`);
  }
  return parsed.data;
}

/** Alike for all entries of a list, which a file may have hundreds of. */
function inWords(issue: z.core.$ZodIssue): string {
  const place = issue.path.map((step) => (typeof step === 'number' ? '*' : String(step))).join('.');
  if (issue.code !== 'unrecognized_keys') return `${place}: ${issue.message}`;
  const keys = issue.keys.map((key) => (place === '' ? key : `${place}.${key}`));
  return `${keys.join(', ')}: the replay does not know what that does`;
}

/** What each field may say, but not together with the others. */
function contradictions({ route, sink }: RecordedCase): string[] {
  const wrong: string[] = [];
  if (sink.throttle !== undefined && route.length > 1) {
    wrong.push('sink.throttle: the replay does not know one that several names of a route share');
  }
  (sink.faults ?? []).forEach(({ kind, then, thenMs }, i) => {
    if ((then ?? thenMs) !== undefined && !REFUSALS.includes(kind)) {
      wrong.push(`sink.faults.${i}: the replay knows "then" after ${REFUSALS.join(' and ')} only`);
    }
    if (thenMs !== undefined && then === undefined) {
      wrong.push(`sink.faults.${i}: thenMs without then`);
    }
  });
  return wrong;
}
