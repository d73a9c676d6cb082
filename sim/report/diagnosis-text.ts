/** A diagnosis as text: the verdict, what is wrong with the lines that show it, the figures, what to do. */
import type { DiagnosisResult, FindingResult } from './diagnosis-schema.ts';
import { plural } from './finding-words.ts';
import { logSpan } from './log-time.ts';
import { bytes, count, duration, share } from './quantity.ts';
import { hanging, type Page, table, wrap } from './text-layout.ts';
import { PART_WORDS } from './words.ts';

/** Of lines that were not understood: more are in the JSON. */
const MOST_SAMPLES = 3;

export function diagnosisText(result: DiagnosisResult, page: Page): string {
  const { paint } = page;
  const lines = [
    ...wrap(result.verdict.sentence, page.columns).map((line) => paint.bold(line)),
    ...wrap(aboutLog(result), page.columns).map((line) => paint.dim(line)),
    ...result.findings.flatMap((finding, i) => ['', ...findingText(finding, i + 1, page)]),
    '',
    paint.bold('Where the delay went: its share, and the mean per message'),
    ...partLines(result, page),
    '',
    paint.bold('What the log shows'),
    ...figureLines(result, page),
    ...section('What to change first', result.advice, page),
    ...section(
      'What this log cannot tell',
      result.unknown.map(
        ({ what, settledBy }) => `${what} ${paint.dim('Settled by:')} ${settledBy}`,
      ),
      page,
    ),
    ...notUnderstood(result, page),
  ];
  return `${lines.join('\n')}\n`;
}

function aboutLog({ files, log, mail }: DiagnosisResult): string {
  const span =
    log.fromAtMs === null || log.toAtMs === null ? '' : `, ${logSpan(log.fromAtMs, log.toAtMs)}`;
  const where = log.gateways.length > 1 ? `, ${count(log.gateways.length)} gateways` : '';
  const waiting = mail.waiting > 0 ? `, ${count(mail.waiting)} still waiting` : '';
  return `${files.join(', ')}: ${plural(log.lines, 'line')}${span}${where}; ${plural(mail.accepted, 'message')} accepted, ${count(mail.delivered)} delivered${waiting}`;
}

function findingText(finding: FindingResult, number: number, page: Page): string[] {
  const { paint } = page;
  const cost = finding.share >= 0.005 ? `, ${share(finding.share)} of all delay` : '';
  const lead = `${number}. `;
  const depth = ' '.repeat(lead.length);
  return [
    ...hanging(lead, `${finding.title}${cost}`, page).map((line) => paint.bold(line)),
    ...hanging(depth, finding.explanation, page),
    ...(finding.example === null
      ? []
      : hanging(depth, finding.example, page).map((line) => paint.dim(line))),
  ];
}

function partLines({ delayParts }: DiagnosisResult, page: Page): string[] {
  const seen = delayParts.filter((part) => part.share >= 0.0005).sort((a, b) => b.share - a.share);
  if (seen.length === 0) return ['  nowhere: no message waited for a whole second'];
  return table(
    seen.map(({ part }) => (part === 'cut' ? 'after a cut' : PART_WORDS[part].label)),
    [
      { title: '', cells: seen.map((part) => ({ centre: share(part.share) })) },
      { title: '', cells: seen.map(({ meanMs }) => ({ centre: duration(meanMs) })) },
    ],
    page,
  );
}

function figureLines({ mail, queueRuns, hosts, log }: DiagnosisResult, page: Page): string[] {
  const ms = (value: number | null): string => duration(value ?? Number.NaN);
  const rows: [string, string][] = [
    [
      'delay of delivered mail',
      `median ${ms(mail.p50Ms)}, 90% within ${ms(mail.p90Ms)}, 99% within ${ms(mail.p99Ms)}, longest ${ms(mail.maxMs)}`,
    ],
    ...(mail.waiting > 0
      ? [
          [
            'still waiting',
            `${count(mail.waiting)}, the oldest for ${ms(mail.oldestWaitingMs)}`,
          ] as [string, string],
        ]
      : []),
    [
      'first tries',
      `${count(queueRuns.firstTriesAtOnce)} at once, ${count(queueRuns.firstTriesByRun)} by a queue run`,
    ],
    [
      'queue runs',
      `${count(queueRuns.seen)} seen, ${plural(queueRuns.runners, 'runner')} at most, ${interval(queueRuns)}`,
    ],
    ['tries', `${count(queueRuns.mostTries)} of one message at most; ${betweenTries(queueRuns)}`],
    ['HostStat', hostStatusWords(queueRuns.hostStatus)],
    ['Sendmail', log.sendmail ?? 'version not told'],
    ...hosts.flatMap((host): [string, string][] => hostRows(host)),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.flatMap(([label, text]) => hanging(`  ${label.padEnd(width)}  `, text, page));
}

function interval({ intervalMs, intervalFrom }: DiagnosisResult['queueRuns']): string {
  if (intervalMs === null) return 'their interval is not seen';
  return `every ${duration(intervalMs)}${intervalFrom === 'measured' ? ' (measured)' : ' (as the daemon says)'}`;
}

function betweenTries(runs: DiagnosisResult['queueRuns']): string {
  const { betweenTriesMs, betweenAttemptsMs } = runs;
  if (betweenTriesMs === null) return 'none was tried twice';
  const really =
    betweenAttemptsMs === null
      ? ''
      : `; where skips lay between, ${duration(betweenAttemptsMs)} from one real attempt to the next`;
  return `${duration(betweenTriesMs)} from try to try (median)${really}`;
}

function hostStatusWords(state: DiagnosisResult['queueRuns']['hostStatus']): string {
  if (state === 'on') return 'on: processes skip a host that others saw fail';
  return state === 'off'
    ? 'off, or its marks are erased at once: after failures new processes try the host'
    : 'not told: nothing happened that would show it';
}

function hostRows(host: DiagnosisResult['hosts'][number]): [string, string][] {
  const { messagesPerConnection: per } = host;
  const limit = per.limit === null ? '' : `, a limit of ${count(per.limit)}`;
  const stated = host.connectionsStated === host.connections ? '' : ' (as far as the log shows)';
  const mark =
    host.markHighMs === null
      ? ''
      : `, each for ${duration(host.markLowMs ?? 0)} to ${duration(host.markHighMs)} where it ran out`;
  return [
    [
      host.name.replace(/\.$/, ''),
      `${count(host.sent)} sent, ${count(host.refusedByReply)} answered 4xx, ${count(host.broken)} broke, ${count(host.skipped)} skipped (${count(host.skippedByMark)} by a mark, ${count(host.skippedByMemory)} by a process’s memory)`,
    ],
    [
      '',
      `${plural(host.connections, 'connection')}${stated}, ${count(per.mean ?? 0)} messages on average, ${count(per.most)} at most${limit}; ${count(host.cuts)} cut; ${plural(host.marks, 'mark')}${mark}`,
    ],
  ];
}

function section(title: string, items: readonly string[], page: Page): string[] {
  if (items.length === 0) return [];
  return [
    '',
    page.paint.bold(title),
    ...items.flatMap((item, i) => hanging(`  ${i + 1}. `, item, page)),
  ];
}

function notUnderstood({ log }: DiagnosisResult, page: Page): string[] {
  const unknown = (log.byKind.unknown ?? 0) + (log.byKind['too-long'] ?? 0);
  const foreign = log.byKind.foreign ?? 0;
  const told = foreign > 0 ? `${count(foreign)} lines are other programs’. ` : '';
  if (unknown === 0) return foreign > 0 ? ['', page.paint.dim(told.trim())] : [];
  const size = bytes(log.bytes);
  return [
    '',
    page.paint.bold(
      `${told}${count(unknown)} of ${count(log.lines)} lines (${size}) were not understood`,
    ),
    ...log.notUnderstood
      .slice(0, MOST_SAMPLES)
      .flatMap(({ line, text }) => hanging(`  ${line}: `, text, page)),
  ];
}
