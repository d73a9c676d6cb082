/**
 * A recording of real Sendmail: what was sent, how it was set, what the server saw.
 *
 * The format is described in docs/validation.md. Times in ms from the first message's acceptance,
 * sizes in bytes. Read from JSON with the fields that the replay needs checked, so that a file of
 * another make is refused with a reason rather than replayed wrongly.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Fault = z.object({
  kind: z.enum([
    'greet421',
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
});

/** One of several words, however they are written (`Priority`, `queue-only`). */
function word<const T extends string>(words: readonly T[]) {
  const plain = (text: unknown) =>
    String(text)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '');
  return z.preprocess(plain, z.enum(words));
}

const Case = z.object({
  name: z.string(),
  what: z.string(),
  timeZeroEpochMs: z.number(),
  daemonStartedMs: z.number(),
  sinkStartedMs: z.number(),
  endMs: z.number().positive(),
  route: z
    .array(
      z.object({
        name: z.string(),
        addresses: z.array(z.string()).min(1),
        /** Hosts with the same number are of equal preference; absent: each its own. */
        preference: z.number().optional(),
      }),
    )
    .min(1),
  lockStyle: z.enum(['flock', 'fcntl']),
  sendmail: z.object({
    hostStatus: z.boolean(),
    hostStatusTimeout: z.string(),
    maxMsgs: z.number().int().positive().nullish(),
    queueInterval: z.string(),
    runnersPerQueue: z.number().int().positive(),
    queueChildren: z.number().int().nonnegative(),
    sort: word(['priority', 'time', 'host', 'random', 'filename']),
    deliveryMode: word(['queueonly', 'background']),
    connectionCache: z.number().int().nonnegative(),
    persistent: z.boolean().default(false),
    minQueueAge: z.string().default('0'),
  }),
  sink: z.object({
    /** Addresses that listen; absent: all of the route's. */
    hosts: z.array(z.string()).optional(),
    capMs: z.number().positive().optional(),
    capHow: z.enum(['reset', '421']).optional(),
    serviceMs: z.number().optional(),
    latencyMs: z.number().optional(),
    bytesPerMs: z.number().positive().optional(),
    faults: z.array(Fault).optional(),
  }),
  deferrals: z.object({ attempted: z.number(), skipped: z.number() }),
  connections: z.array(
    z.object({
      openMs: z.number(),
      closeMs: z.number().optional(),
      accepted: z.number().optional(),
      ended: z.string().optional(),
    }),
  ),
  messages: z
    .array(
      z.object({
        arrivalMs: z.number(),
        acceptedMs: z.number().nullable(),
        bytes: z.number().optional(),
      }),
    )
    .min(1),
});

export type RecordedCase = z.infer<typeof Case>;
export type RecordedFault = z.infer<typeof Fault>;

/** Reads one recording. Throws an Error that names the file and every field that is wrong. */
export function readCase(file: string): RecordedCase {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: not a recording: ${(error as Error).message}`);
  }
  const parsed = Case.safeParse(data);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((i) => `  ${i.path.join('.')}: ${i.message}`);
    throw new Error(`${file}: not a recording that can be replayed:\n${wrong.join('\n')}`);
  }
  return parsed.data;
}
