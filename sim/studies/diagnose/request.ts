/**
 * What `diagnose` does: reads a log once, and says what it shows. Its report:
 *
 *   the answer: what happened, four figures, why with the lines that show it, what to change and who
 *     does it, what the log does not show
 *     -> what is wrong, with the lines that show it -> what to change, and why -> where the delay went
 *     -> what the log shows -> what the remote servers answered -> what the log does not show
 *     -> lines that were not understood -> what the words mean
 *
 * Units in: milliseconds, shares from 0 to 1.
 */

import {
  type Chart,
  type ChartSize,
  type ChartSpec,
  inBothSizes,
} from '../../document/charts/chart.ts';
import { framed, marksOf, pixelsDown, valuesAlong } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows } from '../../document/charts/rows.ts';
import { logSpan } from '../../document/log-time.ts';
import { PLAIN } from '../../document/paint.ts';
import { bytes, count, duration, name, plural, share } from '../../document/quantity.ts';
import {
  type Block,
  paragraph,
  type Report,
  type Summary,
  withoutEmpty,
} from '../../document/report.ts';
import { table } from '../../document/text-layout.ts';
import { LogFacts } from '../../maillog/diagnose/log-facts.ts';
import { LOG_PART_WORDS } from '../../maillog/log-part.ts';
import { measureScale } from '../charts/measured.ts';
import type { LogFinding, LogRequest, ResultSchema } from '../definition.ts';
import { termMeaning } from '../glossary.ts';
import { finished, refuseWithoutDelivery, requestedLifetime } from '../log-request.ts';
import { whoseWords } from '../setting-changes.ts';
import {
  buildDiagnosis,
  type DiagnosisResult,
  diagnosisSchema,
  type FindingResult,
  NAMED_SHARE,
} from './result.ts';

export const request: LogRequest<LogFinding> & { readonly schema: ResultSchema } = {
  schema: { title: 'Result of mailpath diagnose', of: diagnosisSchema },
  plan: (args) => {
    const lifetimeMs = requestedLifetime(args);
    return (options) => {
      const into = new LogFacts(options);
      return {
        into,
        answer: ({ version, files, whole }) =>
          finished(() => {
            into.end();
            refuseWithoutDelivery(files, into.counts);
            const result = buildDiagnosis(into, { version, files, lifetimeMs });
            return { json: result, report: diagnosisReport(result, whole) };
          }),
      };
    };
  },
};

/** Of the article, which a reader may not know. */
const WORDS = ['mark', 'skip', 'cut', 'lifetime'];

const NOT_WHOLE =
  'PARTIAL: reading was stopped before the end of the log; this is of the lines until then.';

/** More of them are in the JSON. */
const MAX_REPLIES = 12;

/** `whole`: the log was read to its end. */
export function diagnosisReport(result: DiagnosisResult, whole = true): Report {
  const { verdict, files, version, findings, advice, unknown } = result;
  return withoutEmpty({
    title: 'What really happened to this mail?',
    scope: `${files.join(', ')}: ${linesWords(result)}; ${mailWords(result)}`,
    lead: verdict.sentence,
    summary: summaryOf(result),
    warnings: whole ? [] : [NOT_WHOLE],
    facts: [
      [files.length === 1 ? 'Log' : 'Logs', files.join(', ')],
      ['Lines', linesWords(result)],
      ['Mail', mailWords(result)],
      ['Version', `mailpath ${version}`],
    ],
    sections: [
      { heading: 'What is found', blocks: findings.flatMap(findingBlocks) },
      {
        heading: 'What to change first',
        blocks: listed(
          advice.map((one) => `${whoseWords(one)}${one.why === '' ? '' : `: ${one.why}`}.`),
        ),
      },
      { heading: 'Where the delay went', blocks: delayBlocks(result) },
      {
        heading: 'What the log shows',
        blocks: [{ kind: 'terms', terms: figures(result) }, ...replyBlocks(result)],
      },
      {
        heading: 'What this log does not show',
        blocks: listed(
          unknown.map(({ what, why, settledBy }) => `${what}: ${why}. Settled by: ${settledBy}.`),
        ),
      },
      { heading: 'Lines beside Sendmail’s', blocks: linesBlocks(result) },
      {
        heading: 'What the words mean',
        blocks: [
          { kind: 'terms', terms: WORDS.map((word) => [word, termMeaning(word) ?? ''] as const) },
        ],
      },
    ],
    generator: `mailpath ${version}`,
    madeFrom: 'log and version',
  });
}

/** What comes first stands first; none without items. */
function listed(items: readonly string[]): Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', items, ordered: true }];
}

/** On the first screen; more of them are behind it. */
const MAX_ALSO = 2;
const MAX_CHANGES = 4;
const MAX_PARTS = 2;

function summaryOf(result: DiagnosisResult): Summary {
  const { mail, totals, verdict, findings, advice, unknown } = result;
  const ms = (value: number | null) => duration(value ?? Number.NaN);
  const cells = [ms(mail.p99Ms), ms(mail.maxMs), count(totals.cuts), count(totals.skippedByMark)];
  // How much of the delay is waiting for queue runs stands among its parts.
  const others = findings.filter(
    ({ kind }, i) => !verdict.names.includes(i) && kind !== 'queue-wait',
  );
  const missed = linesNotUnderstood(result);
  const parts = delayParts(result).map((part) => `${share(part.share)} ${part.label}`);
  const unknowns = unknown.map(({ what }) => what[0].toLowerCase() + what.slice(1));
  return {
    table: {
      title: '',
      labels: [
        'slowest 1% (p99)',
        'slowest message',
        'connections cut',
        'deliveries skipped by a mark',
      ],
      columns: [{ title: '', cells: cells.map((centre) => ({ centre })) }],
    },
    points: [
      {
        label: 'Why',
        lines: [
          ...verdict.names.flatMap((place) => {
            const { evidence, example } = findings[place];
            return [evidence, ...(example === null ? [] : [excerpt(example)])];
          }),
          ...(parts.length === 0 ? [] : [`Delay: ${parts.slice(0, MAX_PARTS).join(', ')}`]),
        ],
      },
      { label: 'Also', lines: firstOf(others.map(findingTitle), MAX_ALSO) },
      { label: 'Change', lines: firstOf(advice.map(whoseWords), MAX_CHANGES) },
      {
        label: 'Not shown',
        lines: [
          ...(missed === null ? [] : [missed.title]),
          ...(unknowns.length === 0 ? [] : [unknowns.slice(0, MAX_ALSO).join('; ')]),
        ],
      },
    ],
  };
}

/** So many lines at most, of which the last one says how many there are not. */
function firstOf(items: readonly string[], max: number): string[] {
  if (items.length <= max) return [...items];
  return [...items.slice(0, max - 1), `${count(items.length - max + 1)} more: --full`];
}

const LONGEST_EXCERPT = 130;

/** Of a line of the log its stamp, and the outcome of the attempt; the reply stands in `stat` too. */
function excerpt(line: string): string {
  const stamp = /^(?:\w{3} [ \d]\d \S+|\d{4}-\S+)/.exec(line)?.[0] ?? '';
  const relay = line.indexOf('relay=');
  const end = line.slice(relay).replace(/, reply=.*?(?=, stat=)/, '');
  const short = stamp !== '' && relay > 0 ? `${stamp} ... ${end}` : line;
  return short.length <= LONGEST_EXCERPT ? short : `${short.slice(0, LONGEST_EXCERPT - 3)}...`;
}

function findingBlocks(finding: FindingResult, index: number): Block[] {
  const { evidence, explanation, example } = finding;
  return [
    {
      kind: 'answers',
      question: `${index + 1}. ${findingTitle(finding)}`,
      answers: [{ names: [], text: `${evidence} ${explanation}`.trim() }],
    },
    ...(example === null
      ? []
      : [
          {
            kind: 'lines',
            label: `A line that shows finding ${index + 1}`,
            lines: [example],
          } as const,
        ]),
  ];
}

function delayBlocks(result: DiagnosisResult): Block[] {
  const parts = delayParts(result);
  if (parts.length === 0) {
    return [paragraph('Nowhere: no message waited for a whole second.')];
  }
  const [{ share: part, spent }] = parts;
  const title = `${share(part)} of the delay was ${spent}`;
  return [{ kind: 'chart', chart: delayPartsChart(title, parts) }];
}

/** Parts below this share of the delay are left out. */
const SMALLEST_PART = 0.0005;

/** The largest first. */
function delayParts({ delayParts: all }: DiagnosisResult): DelayPart[] {
  return all
    .filter((part) => part.share >= SMALLEST_PART)
    .sort((a, b) => b.share - a.share)
    .map((part) => ({ ...LOG_PART_WORDS[part.part], share: part.share, meanMs: part.meanMs }));
}

/** What hosts answered beside acceptance, the most frequent first. */
function replyBlocks({ hosts }: DiagnosisResult): Block[] {
  const said = hosts
    .flatMap((host) => host.replies.map((reply) => ({ ...reply, host: name(host.name) })))
    .sort((a, b) => b.count - a.count);
  if (said.length === 0) return [];
  const terms = said
    .slice(0, MAX_REPLIES)
    .map(({ host, count: times, text }) => [`${host}, ${plural(times, 'time')}`, text] as const);
  return [
    paragraph('What the remote servers answered, other than acceptance:'),
    { kind: 'terms', terms },
  ];
}

function linesBlocks(result: DiagnosisResult): Block[] {
  const found = linesNotUnderstood(result);
  if (found === null) return [];
  const lines = found.samples.map(({ line, text }) => `${line}: ${text}`);
  return [
    paragraph(found.title),
    ...(lines.length === 0
      ? []
      : [{ kind: 'lines', label: 'Some of them, after their numbers', lines } as const]),
  ];
}

type Host = DiagnosisResult['hosts'][number];
type QueueRuns = DiagnosisResult['queueRuns'];

/** What each figure is about, and what it is. */
function figures({ mail, queueRuns, hosts, log }: DiagnosisResult): (readonly [string, string])[] {
  const ms = (value: number | null): string => duration(value ?? Number.NaN);
  const waiting = `${count(mail.waiting)}, the oldest for ${ms(mail.oldestWaitingMs)}`;
  return [
    [
      'delay of delivered mail',
      `median ${ms(mail.p50Ms)}, 90% within ${ms(mail.p90Ms)}, 99% within ${ms(mail.p99Ms)}, longest ${ms(mail.maxMs)}`,
    ],
    ...(mail.waiting > 0 ? [['still waiting', waiting] as const] : []),
    [
      'first tries',
      `${count(queueRuns.firstTriesAtOnce)} at once, ${count(queueRuns.firstTriesByRun)} by a queue run`,
    ],
    [
      'queue runs',
      `${count(queueRuns.seen)} seen, ${plural(queueRuns.runners, 'runner')} at most, ${interval(queueRuns)}`,
    ],
    ['tries', `${count(queueRuns.maxTries)} of one message at most; ${betweenTries(queueRuns)}`],
    ['HostStat', hostStatusWords(queueRuns.hostStatus)],
    ['Sendmail', log.sendmail ?? 'version not known'],
    ...hosts.map((host) => [name(host.name), hostWords(host)] as const),
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
    : 'not known: nothing happened that would show it';
}

/** Outcomes of its mail, then of its connections. */
function hostWords(host: Host): string {
  const { messagesPerConnection: per } = host;
  const limit = per.limit === null ? '' : `, a limit of ${count(per.limit)}`;
  const stated = host.connectionsStated === host.connections ? '' : ' (as far as the log shows)';
  const mark =
    host.markHighMs === null
      ? ''
      : `, each for ${duration(host.markLowMs ?? 0)} to ${duration(host.markHighMs)} where it ran out`;
  const mail = `${count(host.sent)} sent, ${count(host.refusedByReply)} answered 4xx, ${count(host.broken)} broke, ${count(host.skipped)} skipped (${count(host.skippedByMark)} by a mark, ${count(host.skippedByMemory)} by a process’s memory)`;
  const connections = `${plural(host.connections, 'connection')}${stated}, ${count(per.mean ?? 0)} messages on average, ${count(per.max)} at most${limit}; ${count(host.cuts)} cut; ${plural(host.marks, 'mark')}${mark}`;
  return `${mail}. ${connections}`;
}

/** Of lines that were not understood: more are in the JSON. */
const MAX_SAMPLES = 3;

/** `1,093 lines, 24 Nov 2026 03:49:53 to 03:54:16`. */
function linesWords({ log }: DiagnosisResult): string {
  const span =
    log.fromAtMs === null || log.toAtMs === null ? '' : `, ${logSpan(log.fromAtMs, log.toAtMs)}`;
  const where = log.gateways.length > 1 ? `, ${count(log.gateways.length)} gateways` : '';
  return `${plural(log.lines, 'line')}${span}${where}`;
}

/** `218 messages accepted, 217 delivered, 1 still waiting`. */
function mailWords({ mail }: DiagnosisResult): string {
  const waiting = mail.waiting > 0 ? `, ${count(mail.waiting)} still waiting` : '';
  return `${plural(mail.accepted, 'message')} accepted, ${count(mail.delivered)} delivered${waiting}`;
}

/** A finding, and what it costs. */
function findingTitle({ title, share: part }: FindingResult): string {
  return part >= NAMED_SHARE ? `${title}, ${share(part)} of all delay` : title;
}

/**
 * That there are other programs’ lines, how many were not understood, and a few of them. Null where
 * every line was one of Sendmail’s.
 */
function linesNotUnderstood({ log }: DiagnosisResult) {
  const unknown = (log.byKind.unknown ?? 0) + (log.byKind['too-long'] ?? 0);
  const foreign = log.byKind.foreign ?? 0;
  const others = foreign > 0 ? [`${count(foreign)} lines are other programs’`] : [];
  if (unknown === 0) return foreign > 0 ? { title: `${others[0]}.`, samples: [] } : null;
  const missed = `${count(unknown)} of ${count(log.lines)} lines (${bytes(log.bytes)}) were not understood`;
  return {
    title: [...others, missed].join('. '),
    samples: log.notUnderstood.slice(0, MAX_SAMPLES),
  };
}

/*
 * Where the delay went: a bar for each part, as long as its share of all delay, the largest on top.
 * Units: shares from 0 to 1, milliseconds per message.
 */

interface DelayPart {
  readonly label: string;
  /** The end of "61% of the delay was ...". */
  readonly spent: string;
  readonly share: number;
  /** Per message. */
  readonly meanMs: number;
}

const LARGEST = colour('series-1');
const OTHERS = colour('series-2');
const BAR_PX = 14;

function delayPartsSpec(parts: readonly DelayPart[], size: ChartSize): ChartSpec {
  const { scale, ticks } = measureScale(
    parts.map((part) => part.share),
    'share',
    size.narrow ? 4 : 8,
  );
  const rows = layRows(
    parts.map((part) => ({ label: part.label, value: share(part.share) })),
    size,
  );
  const x = (field: string) =>
    valuesAlong(field, scale, ticks, { title: 'share of all delay', domain: true });
  const bars = parts.map((part, i) => ({
    from: 0,
    share: part.share,
    top: rows.middles[i] - BAR_PX / 2,
    bottom: rows.middles[i] + BAR_PX / 2,
  }));
  const layer = [bars.slice(0, 1), bars.slice(1)].flatMap((own, i) =>
    marksOf(
      own,
      { type: 'rect', color: i === 0 ? LARGEST : OTHERS },
      {
        x: x('from'),
        x2: { field: 'share' },
        y: pixelsDown('top', rows.height),
        y2: { field: 'bottom' },
      },
    ),
  );
  return framed({
    size,
    height: rows.height,
    margin: rows.margin,
    above: '',
    layer: [...layer, ...rows.layer],
  });
}

/** `title`: what the largest part says. `parts`: the largest first, at least one. */
export function delayPartsChart(title: string, parts: readonly DelayPart[]): Chart {
  const shares = parts.map((part) => share(part.share));
  const means = parts.map(({ meanMs }) => duration(meanMs));
  return {
    title,
    alt: `Where the delay went, a bar for each part, the largest first: ${parts.map(({ label }, i) => `${label} ${shares[i]}`).join('; ')}.`,
    legend: [],
    text: (columns) =>
      table(
        parts.map(({ label }) => label),
        [
          { title: 'share', cells: shares.map((centre) => ({ centre })) },
          { title: 'mean per message', cells: means.map((centre) => ({ centre })) },
        ],
        { columns, paint: PLAIN },
      ),
    tables: [
      {
        caption: 'Where the delay went',
        head: ['part', 'share of all delay', 'mean per message', 'the time was spent'],
        rows: parts.map(({ label, spent }, i) => [label, shares[i], means[i], spent]),
      },
    ],
    ...inBothSizes((size) => delayPartsSpec(parts, size)),
  };
}
