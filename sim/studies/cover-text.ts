/** How every report opens and ends: the question and what was run; assumptions, checks, verdict. */

import { duration, share } from '../document/quantity.ts';
import { hanging, type Page, wrap } from '../document/text-layout.ts';
import { overloadWarnings } from './closed-form-answers.ts';
import { intervalWords, undeliveredSentences } from './days-words.ts';
import type { Result, Scope } from './result/result-schema.ts';

/** What the head of a report is written from. */
export type Covered = Scope & Partial<Pick<Result, 'warmUpMs'>>;

export function coverText(result: Result, page: Page): string[] {
  return headText(result, cautionsOf(result), page);
}

/** The question, what was run, and what has to be said before any number. */
export function headText(
  result: Covered,
  cautions: readonly string[],
  page: Page,
  setting = '',
): string[] {
  const { scenario, replications, seed } = result;
  const { paint } = page;
  const set = scenario.set.length === 0 ? '' : `, with ${scenario.set.join(', ')}`;
  const runs = replicationWords(replications.finished);
  const lines = [
    ...wrap(scenario.question || scenario.name, page.columns).map((line) => paint.bold(line)),
    ...wrap(
      `${scenario.file}${set}${setting}; ${runs}${precisionWords(result)}${warmUpWords(result)}, seed ${seed}; ${intervalWords(result)}`,
      page.columns,
    ).map((line) => paint.dim(line)),
  ];
  for (const warning of warningsOf(result, cautions)) {
    lines.push('', ...wrap(warning, page.columns).map((line) => paint.red(line)));
  }
  return lines;
}

/** What has to be said before any number: of the experiment, then the cautions of its results. */
export function warningsOf(result: Covered, cautions: readonly string[]): string[] {
  const { planned, finished } = result.replications;
  return [
    ...(result.partial
      ? [
          `PARTIAL: stopped after ${replicationWords(finished)} of ${planned}; the intervals are wider for it.`,
        ]
      : []),
    ...precisionWarning(result),
    ...cautions,
  ];
}

/** What makes the figures of a comparison depend on more than they say. */
export function cautionsOf(result: Result): string[] {
  return [...overloadWarnings(result), ...result.settings.flatMap(undeliveredSentences)];
}

export function replicationWords(number: number): string {
  return number === 1 ? '1 day (replication)' : `${number} days (replications)`;
}

/** ` (p99 known to 4.6%)`, where a precision was asked for and reached. */
export function precisionWords({ precision }: Covered): string {
  if (precision === null || !precision.reached) return '';
  return ` (${precision.measure} known to ${share(precision.found ?? 0)} of its value)`;
}

/** `, without the first 12 min (start-up by MSER-5)`, of a steady-state question. */
export function warmUpWords({ warmUpMs = null }: Covered): string {
  return warmUpMs === null ? '' : `, without the first ${duration(warmUpMs)} (start-up, by MSER-5)`;
}

function precisionWarning({ precision, partial }: Covered): string[] {
  if (precision === null || precision.reached || partial) return [];
  const { measure, asked, found } = precision;
  const why =
    found === null
      ? 'it has no closed interval: too few days, or mail that may never arrive'
      : `it is known to ${share(found)}; raise the ceiling with --replications`;
  return [`The precision asked for, ${share(asked)} of ${measure}, is not reached: ${why}.`];
}

/** What nobody measured for this site. */
export function assumptionText({ assumptions }: Covered, page: Page): string[] {
  if (assumptions.length === 0) return [];
  return [
    '',
    page.paint.bold('Assumptions'),
    ...assumptions.flatMap((assumption) => hanging('  - ', assumption, page)),
  ];
}

export function endText(result: Result, page: Page): string[] {
  const { paint } = page;
  const lines = assumptionText(result, page);
  if (result.checks !== null) {
    lines.push('', paint.bold('What the scenario expects'));
    for (const { expectation, state, found } of result.checks) {
      const mark = {
        met: paint.green('met    '),
        missed: paint.red('NOT met'),
        unknown: paint.red('UNKNOWN'),
      }[state];
      const text = `${expectation}: ${found}`;
      lines.push(`  ${mark}  ${text}`);
    }
  }
  lines.push('', paint.bold('In one sentence'));
  lines.push(...hanging('  ', result.verdict.sentence, page));
  if (result.partial) lines.push('', paint.red('PARTIAL: this experiment was stopped.'));
  return lines;
}
