/**
 * What every report has, whatever the study: what was run, whether it can happen at all,
 * expectations; and at its end the site, the assumed faults, the scenario, the assumptions, what the
 * model leaves out, and how it was simulated.
 */

import { bytes, duration, messages, plural, rate, share } from '../document/quantity.ts';
import {
  type Block,
  type Point,
  paragraph,
  type Report,
  type Section,
  withoutEmpty,
} from '../document/report.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import { type Answered, closedFormAnswers } from './closed-form/answers.ts';
import { shortIntervals } from './days-words.ts';
import type { Origin } from './definition.ts';
import type { Result, Scope } from './result/result-schema.ts';
import { backlogWords } from './subject.ts';

/** What a report shows beyond its result. */
export interface ReportContext {
  /** The first setting, or the gateway as it is, compiled. */
  readonly input: MailPathInput;
  /** The command that gives this result again. */
  readonly command: string;
}

/** What differs from study to study. */
interface ReportParts
  extends Required<Pick<Report, 'scope' | 'lead' | 'summary' | 'warnings' | 'facts'>> {
  /** Between the answer and what it rests on. */
  readonly sections: readonly Section[];
  /** What was tried: settings, steps, a grid. */
  readonly experiments: string;
  /** How many replications, and how intervals and differences are made. */
  readonly estimation: string;
  /** Deleted from the beginning of each run, ms; null: nothing is. */
  readonly warmUpMs?: number | null;
}

/** A whole report: the question, the answer, the study's own sections, and what they rest on. */
export function studyReport(result: Origin, context: ReportContext, parts: ReportParts): Report {
  const { scenario, version, assumptions } = result;
  const { sections, experiments, estimation, warmUpMs, ...cover } = parts;
  return withoutEmpty({
    title: questionOf(result),
    ...cover,
    sections: [
      ...sections,
      {
        heading: 'The site, and what is assumed to go wrong',
        blocks: [
          { kind: 'terms', terms: scenario.site },
          {
            kind: 'list',
            items: scenario.faults.length === 0 ? ['No fault is assumed.'] : scenario.faults,
          },
        ],
      },
      {
        heading: 'Assumptions',
        folded: true,
        blocks:
          assumptions.length === 0
            ? []
            : [
                paragraph('Values not measured for this site.'),
                { kind: 'list', items: assumptions },
              ],
      },
      NOT_HELD_AGAINST,
      limitsSection(),
      stressSection(result, context, parts),
      scenarioSection(scenario),
    ],
    generator: `mailpath ${version}`,
  });
}

/** What the head of an experiment's report is written from. */
type Covered = Scope & Partial<Pick<Result, 'warmUpMs'>>;

interface ExperimentParts extends Omit<ReportParts, 'scope' | 'warnings' | 'facts' | 'warmUpMs'> {
  /** What the command varied, such as `Settings` and their names. */
  readonly tried: readonly (readonly [string, string])[];
  /** Of its results. */
  readonly cautions: readonly string[];
  /** `54,000 messages in 3 h, `. */
  readonly mail?: string;
}

/**
 * The report of an experiment. Its head says what was run, `main.yaml; 54,000 messages in 3 h, 20 days
 * (replications), 95% intervals in brackets`, and what has to be said before any number.
 */
export function experimentReport(
  result: Covered,
  context: ReportContext,
  { tried, cautions, mail = '', lead, summary, ...parts }: ExperimentParts,
): Report {
  const { scenario, seed, version, partial, warmUpMs = null } = result;
  const { planned, finished } = result.replications;
  const set = scenario.set.join(', ');
  const how = `${precisionWords(result)}${warmUpWords(result)}`;
  return studyReport(result, context, {
    scope: `${scenario.file}${set === '' ? '' : `, with ${set}`}; ${mail}${replicationWords(finished)}${how}, ${shortIntervals(result)}`,
    lead,
    summary,
    warnings: [
      ...(partial
        ? [
            `PARTIAL: stopped after ${replicationWords(finished)} of ${planned}; the intervals are wider for it.`,
          ]
        : []),
      ...precisionWarning(result),
      ...cautions,
    ],
    facts: [
      ['Scenario', scenario.file],
      ...(set === '' ? [] : [['Changed', set] as const]),
      ...tried,
      ['Days (replications)', `${finished}${how}`],
      ['Seed', seed],
      ['Version', `mailpath ${version}`],
    ],
    ...parts,
    warmUpMs,
  });
}

export function replicationWords(number: number): string {
  return number === 1 ? '1 day (replication)' : `${number} days (replications)`;
}

/** ` (p99 known to 4.6%)`, where a precision was asked for and reached. */
function precisionWords({ precision }: Covered): string {
  if (precision === null || !precision.reached) return '';
  return ` (${precision.measure} known to ${share(precision.found ?? 0)} of its value)`;
}

/** `, without the first 12 min (start-up by MSER-5)`, of a steady-state question. */
function warmUpWords({ warmUpMs = null }: Covered): string {
  return warmUpMs === null ? '' : `, without the first ${duration(warmUpMs)} (start-up, by MSER-5)`;
}

function precisionWarning({ precision, partial }: Covered): string[] {
  if (precision === null || precision.reached || partial) return [];
  const { measure, requested, found } = precision;
  const why =
    found === null
      ? 'it has no closed interval: too few days, or mail that may never arrive'
      : `it is known to ${share(found)}; raise the ceiling with --replications`;
  return [`The precision asked for, ${share(requested)} of ${measure}, is not reached: ${why}.`];
}

function questionOf({ scenario }: Origin): string {
  return scenario.question || scenario.name;
}

export function closedFormSection(result: Answered): Section {
  const { traffic, questions } = closedFormAnswers(result);
  return {
    heading: 'Can this happen here at all?',
    blocks: [
      paragraph(traffic),
      ...questions.map((question): Block => ({ kind: 'answers', ...question })),
    ],
  };
}

/** None where nothing was checked. */
export function checksSection(checks: Result['checks']): Section[] {
  if (checks === null) return [];
  const words = { met: 'met', missed: 'NOT met', unknown: 'unknown' };
  const rows = checks.map(({ expectation, state, found }) => [expectation, words[state], found]);
  const caption = 'What the scenario expects';
  const head = ['expectation', 'met', 'found'];
  return [{ heading: caption, blocks: [{ kind: 'data', table: { caption, head, rows } }] }];
}

/** What the result rests on, for the first screen: the assumed faults, and what nobody measured. */
export function assumedPoint(
  { scenario, assumptions }: Pick<Origin, 'scenario' | 'assumptions'>,
  restsOn: string | null = null,
): Point {
  const faults = scenario.faults.length === 0 ? 'no fault' : scenario.faults.join('; ');
  const values = restsOn === null ? unmeasuredLines(assumptions) : [restsOn];
  return { label: 'Assumed', lines: [faults, ...values] };
}

const FIRST_ASSUMED = 2;

/** How many of the assumptions are values of fields, and the first of them; none for none. */
export function unmeasuredLines(assumptions: readonly string[]): string[] {
  const fields = assumedFields(assumptions);
  if (fields.length === 0) return [];
  const names = fields.map((field) => field.split('.').pop() ?? field);
  const first = [...new Set(names)].slice(0, FIRST_ASSUMED).join(', ');
  const more = names.length > FIRST_ASSUMED ? ', ...' : '';
  return [`${unmeasured(assumptions)}: ${first}${more}`];
}

/** `13 values not measured here`. */
export function unmeasured(assumptions: readonly string[]): string {
  return `${plural(assumedFields(assumptions).length, 'value')} not measured here`;
}

/** The fields among the assumptions: others are notes and bounds. */
function assumedFields(assumptions: readonly string[]): string[] {
  return assumptions.flatMap((line) => line.match(/^[\w.-]+(?=: )/)?.[0] ?? []);
}

/** Longer files are cut, lines. */
const MAX_LINES = 400;

function scenarioSection({ file, text, set }: Scope['scenario']): Section {
  const lines = text.trimEnd().split('\n');
  const cut = lines.length > MAX_LINES ? `, its first ${MAX_LINES} lines` : '';
  const changed = set.length === 0 ? '' : `; changed were ${set.join(', ')}`;
  return {
    heading: 'The scenario',
    folded: true,
    blocks: [{ kind: 'lines', label: `${file}${cut}${changed}`, lines: lines.slice(0, MAX_LINES) }],
  };
}

/** In full, and how a site holds it against its own log: docs/validation.md. */
export const NOT_HELD_AGAINST: Section = {
  heading: 'What it has not been held against',
  blocks: [
    {
      kind: 'list',
      items: [
        'No Proofpoint site and no Exchange Online were measured: the gateway was held against open-source Sendmail 8.17.1 on a test bench, where Proofpoint sites show 8.16 to 8.18 (docs/validation.md).',
        'Every figure is one of days with the incident that is assumed here; how often such days come, “mailpath diagnose” reads in your own log.',
      ],
    },
  ],
};

export function limitsSection(): Section {
  return {
    heading: 'What this result does not cover',
    folded: true,
    blocks: [
      paragraph('The model leaves these out; beside each, its effect on a result.'),
      { kind: 'terms', terms: LIMITS },
    ],
  };
}

/*
 * What a report of a simulation study has to state, by the checklist STRESS-DES: purpose, logic,
 * data, experimentation, implementation, access. What only the author of a study knows (why the
 * question is asked, how the data were gathered) is left to the scenario's question and assumptions.
 *
 * Source: Monks, Currie, Onggo, Robinson, Kunc, Taylor, "Strengthening the reporting of empirical
 * simulation studies: introducing the STRESS guidelines", Journal of Simulation 13 (2019).
 */

function stressSection(result: Origin, context: ReportContext, parts: ReportParts): Section {
  const { input, command } = context;
  const { seed, version, assumptions } = result;
  return {
    heading: 'How it was simulated',
    folded: true,
    blocks: [
      paragraph(
        'Following the STRESS-DES checklist (Monks et al. 2019), as far as a program can fill it in.',
      ),
      {
        kind: 'terms',
        terms: [
          ['Purpose', questionOf(result)],
          [
            'Outputs',
            'The delay of all mail, from the gateway’s acceptance to the remote server’s, and where it was spent: mail that never arrives counts as never, mail that had not arrived at the end as its age at least; connections, deferrals, marks and the backlog.',
          ],
          ['Experiments', parts.experiments],
          [
            'Logic',
            'Mail arrives, is tried at once by a process of its own or waits for a queue run; runners share out the queue; an attempt looks the host up in memory and in the host-status table, connects, sends, and notes what happened by Sendmail’s own rules (version 8.17.1, from its source and from recordings of it). The remote server cuts connections at their lifetime and has the scenario’s faults and limits.',
          ],
          ['Components', componentWords(input)],
          ['Data', dataWords(input, assumedFields(assumptions).length)],
          ['Initial state', initialWords(input, parts.warmUpMs ?? null)],
          ['Run length', lengthWords(input)],
          ['Estimation', parts.estimation],
          [
            'Random numbers',
            `seedrandom’s xor4096, seed ${seed}: a stream or a key for each source of chance, so that every setting meets the same arrivals, sizes, machines and faults.`,
          ],
          [
            'Execution',
            'Discrete events in order of time, ties in the order in which they were scheduled. Results do not depend on the machine or on the number of processors.',
          ],
          ['Software', `mailpath ${version}, MIT licence, Node 20.19 or newer.`],
          ['To reproduce it', command],
        ],
      },
    ],
  };
}

function componentWords({ gateways, hosts, destinations }: MailPathInput): string {
  const machines = hosts.reduce(
    (sum, { addresses }) => sum + addresses.reduce((n, { backends }) => n + backends, 0),
    0,
  );
  return `${plural(gateways, 'gateway')} (messages, queue runs, runners, background processes, connections, a host-status table each); ${plural(hosts.length, 'host name')} with ${plural(machines, 'machine')} behind them; ${plural(destinations.length, 'destination')}.`;
}

function dataWords(input: MailPathInput, assumptions: number): string {
  const sources = input.arrivals.map((source) => {
    if (source.kind === 'bulk') return `${messages(source.count)} at once`;
    if (source.kind === 'recorded') return `${messages(source.timesMs.length)} as recorded`;
    return `${rate(source.ratePerMs)}${source.profile.length > 0 ? ' with a profile over the day' : ''}`;
  });
  const size = 'mean' in input.sizes ? `, of ${bytes(input.sizes.mean)} on average` : '';
  const assumed =
    assumptions === 0
      ? 'Nothing else is assumed.'
      : `${plural(assumptions, 'value')} not measured for this site: see the assumptions.`;
  return `Arrivals at the site: ${sources.length === 0 ? 'none' : sources.join('; ')}${size}. ${assumed}`;
}

function initialWords({ backlog, marks }: MailPathInput, warmUpMs: number | null): string {
  const waiting = backlog === null ? 'an empty queue' : backlogWords(backlog);
  const marked = marks.length === 0 ? 'no host marked' : `${plural(marks.length, 'host')} marked`;
  const start = `At the start ${waiting} and ${marked}.`;
  return warmUpMs === null
    ? `${start} No warm-up period is discarded: the run stands for the time it covers.`
    : `${start} Messages that arrive in the first ${duration(warmUpMs)} are not counted: where the start-up ends was found by MSER-5 in runs of their own.`;
}

function lengthWords({ arrivalsEndMs, endMs, readAtMs }: MailPathInput): string {
  const read = readAtMs < endMs ? `; counters are read at ${duration(readAtMs)}` : '';
  return `Mail arrives for ${duration(arrivalsEndMs)}${read}; the run goes on until all mail that counts has left, at most ${duration(endMs)}.`;
}

export const LIMITS: readonly (readonly [leftOut: string, effect: string])[] = [
  ['content filtering before the queue', 'delays count from the queue, not from the sender'],
  ['DNS', 'a DNS failure is treated as a refused connection'],
  [
    'TCP slow start inside a transfer',
    'goodput stands for it; small messages on new connections take some round trips longer',
  ],
  ['recipients split over several envelopes', 'a message has one destination'],
  ['STARTTLS and AUTH failures', 'as a 4xx at greeting'],
  [
    'SingleThreadDelivery',
    'off, as in stock Sendmail; where a gateway has it on, switching HostStat off switches it off too',
  ],
  ['ForkEachJob, ETRN, several queue groups', 'not in the published arrangements'],
  [
    'load-average limits (QueueLA, RefuseLA, DelayLA)',
    'background-limit stands for QueueLA; connections are never refused',
  ],
  ['IPv6 before IPv4', 'addresses of a name are tried in one order'],
  ['filtering at Exchange Online after acceptance', 'delay ends with the 250 to the final dot'],
  [
    'deliveries doubled by a lost reply',
    'counted (duplicates), not sent again as a second delivery',
  ],
  [
    'a concurrency limit that forgets a connection the moment it is cut',
    'the place is free only when the gateway notices, at its next command',
  ],
  [
    'gateways that differ, mail that prefers one of them (MX preferences, senders that keep a connection)',
    'gateways share the mail equally; an uneven split loads one more than the model says',
  ],
  [
    'two processes within one round trip of each other',
    'what one learns from a probe, the other may know up to one round trip too early',
  ],
];
