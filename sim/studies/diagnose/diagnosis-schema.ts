/**
 * A diagnosis as JSON: format `mailpath-diagnosis/2`.
 *
 * One source for the published JSON Schema (docs/diagnosis.schema.json), for the type that reports are
 * written from, and for the check that what is written keeps to it. Durations in milliseconds (Ms),
 * times in milliseconds since 1970 (AtMs), sizes in bytes, shares from 0 to 1; null: not known.
 */
import { z } from 'zod';
import { LOG_PART_NAMES } from '../../maillog/log-part.ts';
import { publishedSchema } from '../result/result-schema.ts';
import { FINDING_KINDS } from './findings.ts';

const number = z.number().nullable();

const finding = z.object({
  kind: z.enum(FINDING_KINDS),
  host: z.string().nullable(),
  share: z.number().describe('Of all delay, what it explains.'),
  title: z.string(),
  explanation: z.string(),
  example: z.string().nullable().describe('A line of the log that shows it.'),
  figures: z.record(z.string(), number).describe('Its numbers, by name.'),
});

const host = z.object({
  name: z.string(),
  sent: z.number(),
  refusedByReply: z.number().describe('4xx that it said.'),
  broken: z.number().describe('Attempts that ended in a reset, a timeout or a dropped connection.'),
  skipped: z.number(),
  skippedByMark: z.number(),
  skippedByMemory: z.number(),
  skippedUnexplained: z.number(),
  connections: z.number(),
  connectionsStated: z.number().describe('Those whose opening is in the log.'),
  cuts: z.number(),
  lifetimeMs: number,
  messagesPerConnection: z.object({ mean: number, max: z.number(), limit: number }),
  marks: z.number(),
  markLowMs: number.describe('A mark stands at least so long, where one ran out.'),
  markHighMs: number,
  replies: z.array(z.object({ code: z.string(), count: z.number(), text: z.string() })),
});

export const diagnosisSchema = z.object({
  format: z.literal('mailpath-diagnosis/2'),
  version: z.string().describe('Version of mailpath.'),
  files: z.array(z.string()),
  verdict: z.object({
    failure: z
      .enum(['yes', 'partly', 'no', 'unclear'])
      .describe(
        'Whether it is the failure that the article describes: connections cut at an age; partly: a mark that outlives its cause, of another cause; unclear: connections break, and the log does not show how old they were.',
      ),
    sentence: z.string(),
  }),
  log: z.object({
    lines: z.number(),
    bytes: z.number(),
    fromAtMs: number,
    toAtMs: number,
    gateways: z.array(z.string()),
    sendmail: z.string().nullable().describe('Its version, stated, or inferred from its lines.'),
    byKind: z.record(z.string(), z.number()).describe('Adds up to lines.'),
    notUnderstood: z.array(z.object({ line: z.number(), text: z.string() })),
  }),
  mail: z.object({
    accepted: z.number(),
    delivered: z.number(),
    returned: z.number(),
    waiting: z.number().describe('Tried, and not delivered at the end of the log.'),
    oldestWaitingMs: number,
    meanMs: number,
    p50Ms: number,
    p90Ms: number,
    p99Ms: number,
    maxMs: number,
  }),
  delayParts: z
    .array(z.object({ part: z.enum(LOG_PART_NAMES), share: z.number(), meanMs: z.number() }))
    .describe(
      'Of all delay, with that of mail which still waits: shares that add up to 1, and means per message.',
    ),
  queueRuns: z.object({
    seen: z.number(),
    runners: z.number().describe('Most that began together.'),
    intervalMs: number,
    intervalFrom: z.enum(['stated', 'measured', 'unknown']),
    maxTries: z.number().describe('Of one message, with those that its priority implies.'),
    betweenTriesMs: number.describe('Median, from one try of a message to its next.'),
    betweenAttemptsMs: number.describe(
      'Median, from one real attempt to the next, where skips lay between.',
    ),
    firstTriesAtOnce: z.number(),
    firstTriesByRun: z.number(),
    hostStatus: z.enum(['on', 'off', 'unknown']),
  }),
  hosts: z.array(host).describe('Those with most lines first.'),
  findings: z.array(finding).describe('What costs most first.'),
  advice: z.array(z.string()).describe('What to change, the first thing first.'),
  unknown: z
    .array(z.object({ what: z.string(), settledBy: z.string() }))
    .describe('What the log cannot show, and which observation would.'),
});

export type DiagnosisResult = z.infer<typeof diagnosisSchema>;
export type FindingResult = DiagnosisResult['findings'][number];

/** The published schema, draft 7, as text. */
export function diagnosisJsonSchema(): string {
  return publishedSchema('Result of mailpath diagnose', diagnosisSchema);
}
