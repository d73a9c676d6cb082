/** One scenario, audited: each command asked, all that it says held against the truth. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditComparison, auditPromises, type Comparison } from './compare.ts';
import { auditLadder, auditLadderPromise, type LadderAnswer } from './ladder.ts';
import { Ledger } from './ledger.ts';
import { auditNumbers } from './numbers.ts';
import { type Answer, ask } from './program.ts';
import {
  auditRecommendation,
  auditRecommendationPromise,
  type Recommended,
  recommendWords,
} from './recommend.ts';
import { scenarioFile } from './scenario-file.ts';
import {
  auditSensitivity,
  auditSensitivityPromise,
  type SensitivityAnswer,
  sensitivityWords,
} from './sensitivity.ts';
import { Site } from './site.ts';
import { auditSweep, auditSweepPromise, type SweepAnswer, sweepWords } from './sweep.ts';

interface Audit<Result> {
  /** The command and its options. */
  readonly words: (site: Site) => readonly string[];
  /** Its statements, and what it promises of further days. */
  readonly holds: readonly ((ledger: Ledger, site: Site, answer: Answer<Result>) => void)[];
}

const AUDITS = {
  compare: {
    // What an answer rests on is not reckoned anew.
    words: () => ['compare', '--assumptions', '0'],
    holds: [auditComparison, auditPromises],
  } satisfies Audit<Comparison>,
  ladder: {
    words: ({ number }) => [
      'ladder',
      '--replications',
      '8',
      ...(number % 4 === 0 ? [] : ['--no-limits']),
    ],
    holds: [auditLadder, auditLadderPromise],
  } satisfies Audit<LadderAnswer>,
  sweep: {
    words: sweepWords,
    holds: [auditSweep, auditSweepPromise],
  } satisfies Audit<SweepAnswer>,
  recommend: {
    words: recommendWords,
    holds: [auditRecommendation, auditRecommendationPromise],
  } satisfies Audit<Recommended>,
  sensitivity: {
    words: sensitivityWords,
    holds: [auditSensitivity, auditSensitivityPromise],
  } satisfies Audit<SensitivityAnswer>,
};

export type Command = keyof typeof AUDITS;
export const COMMANDS = Object.keys(AUDITS) as readonly Command[];

/** Those whose words have no number but figures: others cite, and say what was asked for. */
const NUMBERED: readonly Command[] = ['compare', 'ladder', 'sweep'];

/** Of all but compare half take their turn on each scenario, so that more scenarios fit a minute. */
const TURNS: readonly (readonly Command[])[] = [
  ['compare', 'ladder', 'recommend'],
  ['compare', 'sweep', 'sensitivity'],
];

/** What a scenario is asked where nobody says. */
export function commandsFor(number: number): readonly Command[] {
  return TURNS[Math.floor(number / 3) % TURNS.length];
}

export interface Audited extends Pick<Ledger, 'counts' | 'findings'> {
  /** What was refused, and how often. */
  readonly errors: readonly string[];
}

export function audited(seed: string, number: number, commands: readonly Command[]): Audited {
  const ledger = new Ledger(number);
  const errors: string[] = [];
  const file = scenarioFile(seed, number);
  const folder = mkdtempSync(join(tmpdir(), 'mailpath-audit-'));
  try {
    const path = join(folder, `${file.name}.yaml`);
    writeFileSync(path, file.text);
    const site = new Site(number, file);
    for (const command of commands) {
      const { words, holds }: Audit<never> = AUDITS[command];
      const asked = words(site);
      ledger.hears(asked);
      const answer = ask<never>(folder, path, asked);
      if ('refused' in answer) {
        errors.push(answer.refused);
        continue;
      }
      for (const hold of holds) hold(ledger, site, answer);
      if (!NUMBERED.includes(command)) continue;
      auditNumbers(ledger, answer.text, answer.result, [...site.scenario.settings.values()]);
    }
  } catch (error) {
    errors.push(`the audit: ${error instanceof Error ? error.message : error}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { counts, findings } = ledger;
  return { counts, findings, errors };
}
