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
import { count, duration, name, share } from '../../document/quantity.ts';
import { lifetimeOf } from '../../maillog/diagnose/lifetime.ts';
import { type HostFacts, hostStatusSeen, type LogFacts } from '../../maillog/diagnose/log-facts.ts';
import type { StampOrder } from '../../maillog/diagnose/traffic.ts';
import { LOG_PART_NAMES } from '../../maillog/log-part.ts';
import { WHO } from '../../mailpath/remedies.ts';
import type { DelayHistogram } from '../../statistics/delay-histogram.ts';
import type { LogSource } from '../definition.ts';
import type { Advice } from '../setting-changes.ts';
import { ROUTINE, sharesOf, total } from './finding.ts';
import { FINDING_KINDS, type Finding, findingsOf } from './findings.ts';

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
type Verdict = DiagnosisResult['verdict'];
type Unknown = DiagnosisResult['unknown'][number];

const MAX_HOSTS = 20;
const MAX_REPLIES = 20;

/** `lifetimeMs`: of connections as the user states it; null: it is looked for. */
export function buildDiagnosis(
  facts: LogFacts,
  {
    version,
    files,
    lifetimeMs,
  }: Pick<LogSource, 'version' | 'files'> & { lifetimeMs: number | null },
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
    findings: findings.map(
      ({ share, example, title, evidence, explanation, figures, kind, host }): FindingResult => {
        return { share, example, title, evidence, explanation, figures, kind, host };
      },
    ),
    advice: adviceOf(findings),
    unknown: unknowns(facts, findings),
  };
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

/* The verdict: whether this is the article’s failure, in one sentence. */

/** What costs less than this share of the delay is named without it. */
export const NAMED_SHARE = 0.005;
/** A longer sentence is none that one takes in at once: it then names one finding. */
const LONGEST_SENTENCE = 265;

function verdictOf(facts: LogFacts, findings: readonly Finding[]): Verdict {
  const troubles = findings
    .filter(({ rank }) => rank < ROUTINE)
    // What makes it the failure is named first, whatever else costs more.
    .sort((a, b) => Number(bears(b)) - Number(bears(a)));
  const [first, ...others] = troubles;
  if (first === undefined) return { failure: 'no', sentence: healthy(facts), names: [] };
  const failure = failureOf(troubles);
  const second = others.find((one) => bears(first) && bears(one) && one.kind !== first.kind);
  const both = second === undefined ? [first] : [first, second];
  const sentence = sentenceOf(both, failure);
  const named = sentence.length <= LONGEST_SENTENCE ? both : [first];
  return {
    failure,
    sentence: sentenceOf(named, failure),
    names: named.map((one) => findings.indexOf(one)),
  };
}

function sentenceOf(named: readonly Finding[], failure: Verdict['failure']): string {
  const opening = {
    yes: 'This is the failure that Microsoft’s article describes',
    partly:
      'This is half of the failure that Microsoft’s article describes, since a mark outlives its cause but no connection is cut for its age',
    no: 'This is not the failure that Microsoft’s article describes but another problem',
    unclear: 'This may be the failure that Microsoft’s article describes',
  }[failure];
  return `${opening}: ${named.map(clause).join(', and ')}.`;
}

/** A finding and what it costs, as a part of a sentence. */
function clause(finding: Finding): string {
  const { title, host, share: part } = finding;
  const ofHost = host !== null && title.startsWith(name(host));
  const begun = ofHost ? title : title[0].toLowerCase() + title.slice(1);
  return part >= NAMED_SHARE ? `${begun} (${share(part)} of all delay)` : begun;
}

/** It decides whether this is the failure. */
function bears({ article }: Finding): boolean {
  return article === 'failure' || article === 'mark';
}

function failureOf(troubles: readonly Finding[]): Verdict['failure'] {
  const some = (kind: Finding['article']) => troubles.some(({ article }) => article === kind);
  if (some('failure')) return 'yes';
  return some('unclear') ? 'unclear' : some('mark') ? 'partly' : 'no';
}

function healthy({ hosts }: LogFacts): string {
  const skipped = total(hosts, ({ attempts }) => attempts.skipped);
  const sent = total(hosts, ({ attempts }) => attempts.sent);
  if (sent === 0 && skipped === 0) {
    return 'Nothing is wrong that this log could show: it has no delivery to another host.';
  }
  return `This is not the failure that Microsoft’s article describes, and nothing else is wrong with the deliveries: ${count(sent)} went well, and none was skipped.`;
}

/* What the log does not show, and which observation would. Units in: milliseconds. */

/** Where stamps go back, times between two lines are none; null where they do not. */
export function stampsBack({ back, firstBackLine, maxBackMs }: StampOrder): Unknown | null {
  if (back === 0) return null;
  const often = back === 1 ? 'once' : `${count(back)} times`;
  const first = back === 1 ? 'at' : 'first at';
  return {
    what: `Stamps go back ${often}, ${first} line ${firstBackLine}, by ${duration(maxBackMs)}${back === 1 ? '' : ' at most'}`,
    why: 'what ages, delays and durations really were is not known; none is counted as less than 0',
    settledBy: 'the log in the order in which it was written, by clocks that agree',
  };
}

/** What cannot be read from this log, and the observation that would settle it. */
function unknowns({ hosts, runs, traffic }: LogFacts, findings: readonly Finding[]): Unknown[] {
  const connections = total(hosts, (host) => host.connections.connections);
  const exact = total(hosts, (host) => host.connections.exact);
  const found = (...kinds: readonly Finding['kind'][]) =>
    findings.some(({ kind }) => kinds.includes(kind));
  const ranOut = hosts.some(({ marks }) => !Number.isNaN(marks.timeoutMs.high));
  const { mean } = traffic.delays;
  const all: readonly (Unknown | null)[] = [
    stampsBack(traffic.order),
    exact < connections
      ? {
          what: `When ${exact === 0 ? 'connections were' : 'some of the connections were'} opened`,
          why: 'a process that closes one and opens the next at once looks like one long connection, so that ages and messages per connection are upper bounds',
          settledBy:
            'LogLevel 12 for an hour (lines “SMTP outgoing connect”), or a packet capture of the connections to the remote server',
        }
      : null,
    found('lifetime-cuts', 'random-breaks')
      ? {
          what: 'Cuts between two messages',
          why: 'Sendmail notices them when it probes the connection, reconnects, and logs nothing, though other processes find the host marked until the next good close',
          settledBy: 'LogLevel 12, or hoststat once a minute',
        }
      : null,
    found('marked-fault', 'lifetime-cuts') && !ranOut
      ? {
          what: 'How long a mark stands (Timeout.hoststatus)',
          why: 'no mark expired within the log',
          settledBy: 'hoststat at intervals after a failure, or a log of an hour more',
        }
      : null,
    found('old-mark')
      ? {
          what: 'What marked the host',
          why: 'that was before the first line',
          settledBy: 'the log before this one, or hoststat, which shows the stored reason',
        }
      : null,
    Number.isNaN(runs.intervalMs)
      ? {
          what: 'The interval of the queue runs',
          why: 'too few are in the log',
          settledBy:
            'the line “starting daemon ... queueing@” at the last start, or the gateway’s settings',
        }
      : null,
    traffic.acceptedCount === 0
      ? {
          what: 'Sizes and first arrivals',
          why: 'the log has no from= lines',
          settledBy: 'the whole log, LogLevel 5 or more',
        }
      : null,
    {
      what: 'What happened behind the remote server’s address',
      why: `a log shows one name, not which of its machines answered${Number.isNaN(mean) ? '' : `; and delays are whole seconds, here ${duration(mean)} on average`}`,
      settledBy: 'the remote server’s own traces',
    },
  ];
  return all.filter((one) => one !== null);
}
