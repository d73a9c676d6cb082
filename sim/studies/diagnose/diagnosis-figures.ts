/**
 * The figures of a diagnosis in words: delays, tries, queue runs, and what happened with each host.
 * Units in: milliseconds.
 */
import { count, duration } from '../../document/quantity.ts';
import { plural } from '../../document/words.ts';
import type { DiagnosisResult } from './diagnosis-schema.ts';

type Host = DiagnosisResult['hosts'][number];
type QueueRuns = DiagnosisResult['queueRuns'];

/** What a figure is about, and what is said of it, a line each. */
export interface LogFigure {
  readonly label: string;
  readonly lines: readonly string[];
}

export function logFigures({ mail, queueRuns, hosts, log }: DiagnosisResult): LogFigure[] {
  const ms = (value: number | null): string => duration(value ?? Number.NaN);
  const figure = (label: string, line: string): LogFigure => ({ label, lines: [line] });
  return [
    figure(
      'delay of delivered mail',
      `median ${ms(mail.p50Ms)}, 90% within ${ms(mail.p90Ms)}, 99% within ${ms(mail.p99Ms)}, longest ${ms(mail.maxMs)}`,
    ),
    ...(mail.waiting > 0
      ? [
          figure(
            'still waiting',
            `${count(mail.waiting)}, the oldest for ${ms(mail.oldestWaitingMs)}`,
          ),
        ]
      : []),
    figure(
      'first tries',
      `${count(queueRuns.firstTriesAtOnce)} at once, ${count(queueRuns.firstTriesByRun)} by a queue run`,
    ),
    figure(
      'queue runs',
      `${count(queueRuns.seen)} seen, ${plural(queueRuns.runners, 'runner')} at most, ${interval(queueRuns)}`,
    ),
    figure(
      'tries',
      `${count(queueRuns.maxTries)} of one message at most; ${betweenTries(queueRuns)}`,
    ),
    figure('HostStat', hostStatusWords(queueRuns.hostStatus)),
    figure('Sendmail', log.sendmail ?? 'version unknown'),
    ...hosts.map((host) => ({ label: host.name.replace(/\.$/, ''), lines: hostLines(host) })),
  ];
}

function interval({ intervalMs, intervalFrom }: QueueRuns): string {
  if (intervalMs === null) return 'their interval is not seen';
  return `every ${duration(intervalMs)}${intervalFrom === 'measured' ? ' (measured)' : ' (as the daemon says)'}`;
}

function betweenTries({ betweenTriesMs, betweenAttemptsMs }: QueueRuns): string {
  if (betweenTriesMs === null) return 'none was tried twice';
  const really =
    betweenAttemptsMs === null
      ? ''
      : `; where skips lay between, ${duration(betweenAttemptsMs)} from one real attempt to the next`;
  return `${duration(betweenTriesMs)} from try to try (median)${really}`;
}

function hostStatusWords(state: QueueRuns['hostStatus']): string {
  if (state === 'on') return 'on: processes skip a host that others saw fail';
  return state === 'off'
    ? 'off, or its marks are erased at once: after failures new processes try the host'
    : 'unknown: nothing happened that would show it';
}

/** What became of its mail, then of its connections. */
function hostLines(host: Host): string[] {
  const { messagesPerConnection: per } = host;
  const limit = per.limit === null ? '' : `, a limit of ${count(per.limit)}`;
  const stated = host.connectionsStated === host.connections ? '' : ' (as far as the log shows)';
  const mark =
    host.markHighMs === null
      ? ''
      : `, each for ${duration(host.markLowMs ?? 0)} to ${duration(host.markHighMs)} where it ran out`;
  return [
    `${count(host.sent)} sent, ${count(host.refusedByReply)} answered 4xx, ${count(host.broken)} broke, ${count(host.skipped)} skipped (${count(host.skippedByMark)} by a mark, ${count(host.skippedByMemory)} by a process’s memory)`,
    `${plural(host.connections, 'connection')}${stated}, ${count(per.mean ?? 0)} messages on average, ${count(per.max)} at most${limit}; ${count(host.cuts)} cut; ${plural(host.marks, 'mark')}${mark}`,
  ];
}
