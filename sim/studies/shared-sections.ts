/**
 * Sections that every report has, whatever the command: what was run, whether it can happen at all,
 * expectations, assumptions, and what the model leaves out.
 */

import type { Block, Section } from '../document/html/report.ts';
import { type Answered, closedFormAnswers } from './closed-form-answers.ts';
import { type Covered, precisionWords, warmUpWords } from './cover-text.ts';
import { LIMITS } from './limits.ts';
import type { Result } from './result/result-schema.ts';

/** What was run; `tried`: what the command varied, such as `Settings` and their names. */
export function factsOf(
  covered: Covered,
  tried: readonly (readonly [string, string])[],
  version: string,
): (readonly [string, string])[] {
  const { scenario, seed, replications } = covered;
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

/** None where nothing is assumed. */
export function assumptionsSection(assumptions: readonly string[]): Section[] {
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
