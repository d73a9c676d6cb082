/**
 * From the facts of a log to a diagnosis: plain data that every report is written from.
 *
 *   facts -> findings, in words -> result -> text, JSON
 *
 * Units as in diagnosis-schema.ts. NaN becomes null here, since JSON has neither.
 */
import { known } from '../../document/bounds.ts';
import { limitSeen } from '../../maillog/diagnose/connections.ts';
import { lifetimeOf } from '../../maillog/diagnose/lifetime.ts';
import type { HostFacts, LogFacts } from '../../maillog/diagnose/log-facts.ts';
import { LOG_PART_NAMES } from '../../maillog/log-part.ts';
import type { DelayHistogram } from '../../statistics/delay-histogram.ts';
import { sharesOf } from './apportion.ts';
import type { DiagnosisResult } from './diagnosis-schema.ts';
import { verdictOf } from './diagnosis-verdict.ts';
import { findingsOf } from './findings.ts';
import { unknowns } from './unknowns.ts';

export interface DiagnosisContext {
  readonly version: string;
  readonly files: readonly string[];
  /** The lifetime of connections as the user states it; null: it is looked for. */
  readonly lifetimeMs: number | null;
}

const MAX_HOSTS = 20;

export function buildDiagnosis(facts: LogFacts, context: DiagnosisContext): DiagnosisResult {
  const { counts, traffic, runs } = facts;
  const findings = findingsOf(facts, context.lifetimeMs);
  const shares = sharesOf(traffic.partsWithWaiting);
  const { delays } = traffic;
  return {
    format: 'mailpath-diagnosis/2',
    version: context.version,
    files: [...context.files],
    verdict: verdictOf(facts, findings),
    log: {
      lines: counts.lines,
      bytes: counts.bytes,
      fromAtMs: known(traffic.fromMs),
      toAtMs: known(traffic.toMs),
      gateways: [...facts.gateways],
      sendmail: runs.version ?? versionTold(facts),
      byKind: { ...counts.byKind, blank: counts.blank, 'too-long': counts.tooLong },
      notUnderstood: counts.samples.map(({ number, text }) => ({ line: number, text })),
    },
    mail: {
      accepted: traffic.accepted,
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
      meanMs: traffic.partsWithWaiting[part] / Math.max(1, traffic.delivered + traffic.waiting),
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
      hostStatus: hostStatusOf(facts),
    },
    hosts: facts.hosts.slice(0, MAX_HOSTS).map((host) => hostResult(host, context.lifetimeMs)),
    findings: findings.map(({ kind, host, share, example, title, explanation, figures }) => ({
      kind,
      host,
      share,
      example,
      title,
      explanation,
      figures,
    })),
    // The first thing first; nothing twice.
    advice: [...new Set(findings.flatMap(({ advice }) => advice))],
    unknown: unknowns(facts, findings),
  };
}

/** A quantile of times that are whole seconds in a log; null: there is none. */
function seconds(times: DelayHistogram, share: number): number | null {
  return times.count === 0 ? null : Math.round(times.quantile(share) / 1000) * 1000;
}

function hostResult(host: HostFacts, statedMs: number | null): DiagnosisResult['hosts'][number] {
  const { attempts, connections, marks } = host;
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
      limit: limitSeen(connections),
    },
    marks: marks.marksSeen,
    markLowMs: known(marks.timeoutLowMs),
    markHighMs: known(marks.timeoutHighMs),
    replies: host.replies.slice(0, 20).map(({ code, count, text }) => ({ code, count, text })),
  };
}

/** On, if processes skip a host that they have not seen fail; off, if they never do after failures. */
function hostStatusOf({ hosts }: LogFacts): DiagnosisResult['queueRuns']['hostStatus'] {
  const skipped = hosts.some(({ marks }) => marks.tableSkips > 0);
  if (skipped) return 'on';
  const tried = hosts.reduce((sum, { marks }) => sum + marks.failuresThatDidNot, 0);
  return tried >= 3 ? 'off' : 'unknown';
}

/** Skips after a failure carry its code from 8.17 on, and 4.0.0 before. */
function versionTold({ hosts }: LogFacts): string | null {
  const examples = hosts.flatMap(({ marks }) => [marks.tableExample, marks.memoryExample]);
  const lines = examples.filter((line) => line !== null);
  if (lines.length === 0) return null;
  return lines.every((line) => line.includes('dsn=4.0.0'))
    ? 'up to 8.16 (skips say dsn=4.0.0)'
    : '8.17 or newer (skips repeat the stored code)';
}
