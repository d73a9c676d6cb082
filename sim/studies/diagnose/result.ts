/**
 * A diagnosis as plain data that its report is written from, and as JSON: format
 * `mailpath-diagnosis/2`.
 *
 *   facts -> findings -> words -> result
 *
 * One source for the published JSON Schema (docs/diagnosis.schema.json), for the type that the report is
 * written from, and for the check that what is written keeps to it. Durations in milliseconds (Ms),
 * times in milliseconds since 1970 (AtMs), sizes in bytes, shares from 0 to 1; null: not known (NaN, which
 * JSON has not).
 */

import { z } from 'zod';
import { known } from '../../document/bounds.ts';
import { lifetimeOf } from '../../maillog/diagnose/lifetime.ts';
import { type HostFacts, hostStatusSeen, type LogFacts } from '../../maillog/diagnose/log-facts.ts';
import { LOG_PART_NAMES } from '../../maillog/log-part.ts';
import { WHO } from '../../mailpath/remedies.ts';
import type { DelayHistogram } from '../../statistics/delay-histogram.ts';
import type { LogSource } from '../definition.ts';
import type { Advice } from '../setting-changes.ts';
import { sharesOf, total } from './finding.ts';
import { FINDING_KINDS, type Finding, findingsOf } from './findings.ts';
import { unknowns } from './unknowns.ts';
import { verdictOf } from './verdict.ts';

const number = z.number().nullable();

const finding = z.object({
  kind: z.enum(FINDING_KINDS),
  host: z.string().nullable(),
  share: z.number().describe('Of all delay, what it explains.'),
  title: z.string(),
  evidence: z.string().describe('What shows it, in a sentence.'),
  explanation: z.string().describe('What it means, and what to know about it; may be empty.'),
  example: z.string().nullable().describe('A line of the log that shows it.'),
  figures: z.record(z.string(), number).describe('Its numbers, by name.'),
});

const host = z.object({
  name: z.string(),
  sent: z.number(),
  refusedByReply: z.number().describe('4xx that it answered.'),
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
    names: z.array(z.number()).describe('The findings that the sentence names: their places.'),
  }),
  log: z.object({
    lines: z.number(),
    bytes: z.number(),
    fromAtMs: number,
    toAtMs: number,
    gateways: z.array(z.string()),
    sendmail: z.string().nullable().describe('Its version, as stated or as its lines show.'),
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
    maxTries: z.number().describe('Of one message, with those that its priority shows.'),
    betweenTriesMs: number.describe('Median, from one try of a message to its next.'),
    betweenAttemptsMs: number.describe(
      'Median, from one real attempt to the next, where skips lay between.',
    ),
    firstTriesAtOnce: z.number(),
    firstTriesByRun: z.number(),
    hostStatus: z.enum(['on', 'off', 'unknown']),
  }),
  totals: z
    .object({ connections: z.number(), cuts: z.number(), skippedByMark: z.number() })
    .describe('Of all hosts.'),
  hosts: z.array(host).describe('Those with most lines first.'),
  findings: z.array(finding).describe('What costs most first.'),
  advice: z
    .array(
      z.object({
        change: z.string().describe('What one does.'),
        inCloudBy: z.enum(WHO).describe('Who does it where the gateway is in the cloud.'),
        why: z.string().describe('May be empty.'),
      }),
    )
    .describe('What to change, the first thing first.'),
  unknown: z
    .array(
      z.object({
        what: z.string(),
        why: z.string().describe('May be empty.'),
        settledBy: z.string().describe('The observation that would show it.'),
      }),
    )
    .describe('What the log does not show.'),
});

export type DiagnosisResult = z.infer<typeof diagnosisSchema>;
export type FindingResult = DiagnosisResult['findings'][number];

export interface DiagnosisContext extends Pick<LogSource, 'version' | 'files'> {
  /** The lifetime of connections as the user states it; null: it is looked for. */
  readonly lifetimeMs: number | null;
}

const MAX_HOSTS = 20;
const MAX_REPLIES = 20;

export function buildDiagnosis(
  facts: LogFacts,
  { version, files, lifetimeMs }: DiagnosisContext,
): DiagnosisResult {
  const { counts, traffic, runs, hosts } = facts;
  const findings = findingsOf(facts, lifetimeMs);
  const parts = traffic.partsWithWaiting;
  const shares = sharesOf(parts);
  const { delays } = traffic;
  return {
    format: 'mailpath-diagnosis/2',
    version,
    files: [...files],
    verdict: verdictOf(facts, findings),
    log: {
      lines: counts.lines,
      bytes: counts.bytes,
      fromAtMs: known(traffic.fromMs),
      toAtMs: known(traffic.toMs),
      gateways: [...facts.gateways],
      sendmail: runs.version ?? versionShown(facts),
      byKind: { ...counts.byKind, blank: counts.blank, 'too-long': counts.tooLong },
      notUnderstood: counts.samples.map(({ number, text }) => ({ line: number, text })),
    },
    mail: {
      accepted: traffic.acceptedCount,
      delivered: traffic.delivered,
      returned: traffic.returned,
      waiting: traffic.waiting,
      oldestWaitingMs: traffic.waiting > 0 ? known(traffic.oldestMs) : null,
      meanMs: known(delays.mean),
      p50Ms: seconds(delays, 0.5),
      p90Ms: seconds(delays, 0.9),
      p99Ms: seconds(delays, 0.99),
      maxMs: delays.count === 0 ? null : known(delays.max),
    },
    delayParts: LOG_PART_NAMES.map((part) => ({
      part,
      share: shares[part],
      meanMs: parts[part] / Math.max(1, traffic.delivered + traffic.waiting),
    })),
    queueRuns: {
      seen: runs.runs,
      runners: runs.runners,
      intervalMs: known(runs.intervalMs),
      intervalFrom: runs.intervalFrom,
      maxTries: runs.maxTries,
      betweenTriesMs: seconds(runs.betweenTries, 0.5),
      betweenAttemptsMs: seconds(runs.betweenAttempts, 0.5),
      firstTriesAtOnce: runs.background,
      firstTriesByRun: runs.queued,
      hostStatus: hostStatusSeen(facts).state,
    },
    totals: {
      connections: total(hosts, ({ connections }) => connections.connections),
      cuts: total(hosts, ({ connections }) => connections.cutsSeen),
      skippedByMark: total(hosts, ({ marks }) => marks.tableSkips),
    },
    hosts: hosts.slice(0, MAX_HOSTS).map((host) => hostResult(host, lifetimeMs)),
    findings: findings.map(findingResult),
    advice: adviceOf(findings),
    unknown: unknowns(facts, findings),
  };
}

function findingResult(finding: Finding): FindingResult {
  const { share, example, title, evidence, explanation, figures, kind, host } = finding;
  return { share, example, title, evidence, explanation, figures, kind, host };
}

/** The first thing first; nothing twice. */
function adviceOf(findings: readonly Finding[]): Advice[] {
  const all = findings.flatMap(({ advice }) => advice);
  return all.filter(({ change }, i) => all.findIndex((one) => one.change === change) === i);
}

/** A quantile of times that are whole seconds in a log; null: there is none. */
function seconds(times: DelayHistogram, share: number): number | null {
  return times.count === 0 ? null : Math.round(times.quantile(share) / 1000) * 1000;
}

function hostResult(host: HostFacts, statedMs: number | null): DiagnosisResult['hosts'][number] {
  const { attempts, connections, marks } = host;
  const { low, high } = marks.timeoutMs;
  return {
    name: host.name,
    sent: attempts.sent,
    refusedByReply: attempts.reply,
    broken: attempts.reset + attempts.timeout + attempts.refused + attempts.dropped,
    skipped: attempts.skipped,
    skippedByMark: marks.tableSkips,
    skippedByMemory: marks.memorySkips,
    skippedUnexplained: marks.unexplainedSkips,
    connections: connections.connections,
    connectionsStated: connections.exact,
    cuts: connections.cutsSeen,
    lifetimeMs: lifetimeOf(connections, statedMs)?.ms ?? null,
    messagesPerConnection: {
      mean: known(connections.meanCarried),
      max: connections.maxCarried,
      limit: connections.limit,
    },
    marks: marks.marksSeen,
    markLowMs: known(low),
    markHighMs: known(high),
    replies: host.replies
      .slice(0, MAX_REPLIES)
      .map(({ code, count, text }) => ({ code, count, text })),
  };
}

/** Skips after a failure carry its code from 8.17 on, and 4.0.0 before. */
function versionShown({ hosts }: LogFacts): string | null {
  const examples = hosts.flatMap(({ marks }) => [marks.tableExample, marks.memoryExample]);
  const lines = examples.filter((line) => line !== null);
  if (lines.length === 0) return null;
  return lines.every((line) => line.includes('dsn=4.0.0'))
    ? 'up to 8.16 (skips say dsn=4.0.0)'
    : '8.17 or newer (skips repeat the stored code)';
}
