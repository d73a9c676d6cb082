/**
 * What every report has, whatever the study: what was run, whether it can happen at all,
 * expectations; and at its end the site, the assumed faults, the scenario, the assumptions, what the
 * model leaves out, and how it was simulated.
 */

import type { Block, Point, Report, Section } from '../document/report.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import { type Answered, closedFormAnswers } from './closed-form-answers.ts';
import type { Origin } from './definition.ts';
import type { Result, Scope } from './result/result-schema.ts';
import { type Covered, precisionWords, warmUpWords } from './scope.ts';
import { LIMITS, type StudyFacts, stressSection } from './stress.ts';

/** What a report shows beyond its result. */
export interface ReportContext {
  /** The first setting, or the gateway as it is, compiled. */
  readonly input: MailPathInput;
  /** The command that gives this result again. */
  readonly command: string;
}

/** What differs from study to study. */
export interface ReportParts
  extends Pick<Report, 'scope' | 'lead' | 'summary' | 'warnings' | 'opening' | 'facts'>,
    Pick<StudyFacts, 'experiments' | 'estimation'>,
    Partial<Pick<StudyFacts, 'warmUpMs'>> {
  /** Between the answer and what it rests on. */
  readonly sections: readonly Section[];
}

/** A whole report: the question, the answer, the study's own sections, and what they rest on. */
export function studyReport(
  result: Origin,
  context: ReportContext,
  { sections, experiments, estimation, warmUpMs = null, ...cover }: ReportParts,
): Report {
  const { scenario, version } = result;
  const question = scenario.question || scenario.name;
  const method = { question, experiments, estimation, warmUpMs };
  return {
    title: question,
    ...cover,
    sections: [...sections, ...endSections(result, context, method)],
    generator: `mailpath ${version}`,
  };
}

/** What was run; `tried`: what the command varied, such as `Settings` and their names. */
export function factsOf(
  covered: Covered,
  tried: readonly (readonly [string, string])[],
): (readonly [string, string])[] {
  const { scenario, seed, replications, version } = covered;
  const changed = scenario.set.join(', ');
  return [
    ['Scenario', scenario.file],
    ...(changed === '' ? [] : [['Changed', changed] as const]),
    ...tried,
    [
      'Days (replications)',
      `${replications.finished}${precisionWords(covered)}${warmUpWords(covered)}`,
    ],
    ['Seed', seed],
    ['Version', `mailpath ${version}`],
  ];
}

export function closedFormSection(result: Answered): Section {
  const { traffic, questions } = closedFormAnswers(result);
  return {
    heading: 'Can this happen here at all?',
    blocks: [
      { kind: 'text', text: traffic },
      ...questions.map((question): Block => ({ kind: 'answers', ...question })),
    ],
  };
}

/** None where nothing was checked. */
export function checksSection(checks: Result['checks']): Section[] {
  if (checks === null) return [];
  const words = { met: 'met', missed: 'NOT met', unknown: 'cannot be told' };
  const rows = checks.map(({ expectation, state, found }) => [expectation, words[state], found]);
  const caption = 'What the scenario expects';
  const head = ['expectation', 'met', 'found'];
  return [{ heading: caption, blocks: [{ kind: 'data', table: { caption, head, rows } }] }];
}

/** What the result rests on, for the first screen: the assumed faults, and what nobody measured. */
export function assumedPoint({ scenario, assumptions }: Rests): Point {
  const faults = scenario.faults.length === 0 ? 'no fault' : scenario.faults.join('; ');
  return { label: 'Assumed', lines: [faults, ...unmeasuredLines(assumptions)] };
}

const FIRST_ASSUMED = 4;

/** How many of the assumptions are values of fields, and the first of them; none for none. */
export function unmeasuredLines(assumptions: readonly string[]): string[] {
  const fields = assumptions.flatMap((line) => line.match(/^[\w.-]+(?=: )/)?.[0] ?? []);
  if (fields.length === 0) return [];
  const names = fields.map((field) => field.split('.').pop() ?? field);
  const first = [...new Set(names)].slice(0, FIRST_ASSUMED).join(', ');
  const values = fields.length === 1 ? '1 value' : `${fields.length} values`;
  const more = names.length > FIRST_ASSUMED ? ', ...' : '';
  return [`${values} that nobody measured here: ${first}${more}`];
}

type Rests = Pick<Origin, 'scenario' | 'assumptions'>;

/** The last sections of a report: what it rests on, and how it was made. */
function endSections(
  { scenario, assumptions, seed, version }: Origin,
  { input, command }: ReportContext,
  method: Pick<StudyFacts, 'question' | 'experiments' | 'estimation' | 'warmUpMs'>,
): Section[] {
  return [
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
    ...assumptionsSection(assumptions),
    limitsSection(),
    stressSection({
      ...method,
      seed,
      version,
      command,
      input,
      assumptions: assumptions.length,
    }),
    scenarioSection(scenario),
  ];
}

/** Longer files are cut, lines. */
const MAX_LINES = 400;

function scenarioSection({ file, text, set }: Scope['scenario']): Section {
  const lines = text.trimEnd().split('\n');
  const cut = lines.length > MAX_LINES ? `, its first ${MAX_LINES} lines` : '';
  const changed = set.length === 0 ? '' : `; changed were ${set.join(', ')}`;
  return {
    heading: 'The scenario',
    blocks: [{ kind: 'lines', label: `${file}${cut}${changed}`, lines: lines.slice(0, MAX_LINES) }],
  };
}

/** None where nothing is assumed. */
function assumptionsSection(assumptions: readonly string[]): Section[] {
  if (assumptions.length === 0) return [];
  return [
    {
      heading: 'Assumptions',
      blocks: [
        { kind: 'text', text: 'Values that nobody measured for this site.' },
        { kind: 'list', items: assumptions },
      ],
    },
  ];
}

export function limitsSection(): Section {
  return {
    heading: 'What this result does not cover',
    blocks: [
      { kind: 'text', text: 'The model leaves this out; beside each, what that does to a result.' },
      { kind: 'terms', terms: LIMITS },
    ],
  };
}
