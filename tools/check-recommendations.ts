/**
 * `npm run check-recommendations`: recommends for every shipped scenario, then holds each choice to
 * its objectives with days of another seed, and writes docs/recommendations.md.
 *
 * It takes some ten minutes; the store of finished replications makes a second run short.
 * Names of scenarios after the command check these only, and write nothing.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../sim/cli/actions/runner.ts';
import { SCENARIO_FOLDER, shippedScenarios } from '../sim/cli/package-root.ts';
import { loadScenario } from '../sim/cli/scenario-source.ts';
import { processTerminal, surroundings } from '../sim/cli/terminal.ts';
import { boundsResult } from '../sim/document/bounds.ts';
import { boundsText } from '../sim/document/bounds-text.ts';
import { quantity } from '../sim/document/quantity.ts';
import { metricOf } from '../sim/mailpath/metrics.ts';
import { Arguments } from '../sim/studies/arguments.ts';
import { comparisonStudy } from '../sim/studies/compare/compare.ts';
import { judge, type Objective } from '../sim/studies/objective.ts';
import { candidateName, candidateOf, withCandidate } from '../sim/studies/recommend/candidate.ts';
import {
  type Recommendation,
  recommendationPlan,
  recommendStudy,
} from '../sim/studies/recommend/request.ts';
import type { RecommendationPlan } from '../sim/studies/recommend/requirements.ts';
import { settingsWords } from '../sim/studies/setting-changes.ts';
import type { SettingOutcome } from '../sim/studies/setting-outcome.ts';
import { inputOf } from '../sim/studies/subject.ts';

const PAGE = join(SCENARIO_FOLDER, '..', 'docs', 'recommendations.md');
const SEED = 'independent check';
const DAYS = 100;

// In the main thread: a signal ends it where it is.
const terminal = processTerminal(surroundings(), {
  input: () => process.stdin,
  interrupted: () => false,
  lastWords: () => undefined,
});
const args = new Arguments({});
const names = process.argv.slice(2);
const rows: string[] = [];
let failed = 0;
for (const name of names.length > 0 ? names : shippedScenarios()) {
  const { scenario } = await loadScenario(name, args, terminal);
  const plan = {
    ...recommendationPlan(args, scenario, inputOf(scenario, 'default')),
    full: true,
  };
  const started = Date.now();
  const found = await execute(recommendStudy(plan), args, terminal);
  const seconds = Math.round((Date.now() - started) / 1000);
  const row = await checked(name, plan, found);
  rows.push(row);
  console.log(`${row} ${seconds} s`);
}
if (names.length === 0) writeFileSync(PAGE, page(rows));
if (failed > 0) process.exitCode = 1;

/** A row of the table: the choice, and what mail of another seed says of it. */
async function checked(
  name: string,
  plan: RecommendationPlan,
  { choice, smallest }: Recommendation,
): Promise<string> {
  const objectives = plan.objectives.map(({ text }) => text).join(', ');
  const link = `[${name}](../scenarios/${name}.yaml)`;
  if (choice === null) {
    failed++;
    return `| ${link} | ${objectives} | none | | **not met** |`;
  }
  const { settings } = choice;
  const candidate = candidateOf((setting) => settings[setting] ?? Number.POSITIVE_INFINITY);
  const study = comparisonStudy({
    settings: [{ name: candidateName(candidate), input: withCandidate(plan.input, candidate) }],
    seed: SEED,
    replications: DAYS,
    keepsCurves: false,
  });
  const { outcomes } = await execute(study, args, terminal);
  const answers = plan.objectives.map((objective) => answerOf(objective, outcomes[0]));
  if (answers.some(({ holds }) => !holds)) failed++;
  const few =
    smallest === null || smallest.isChoice ? 'the same' : settingsWords(smallest.settings);
  const findings = answers.map(({ words }) => words).join('; ');
  return `| ${link} | ${objectives} | ${settingsWords(settings)} | ${few} | ${findings} |`;
}

function answerOf(
  objective: Objective,
  outcome: SettingOutcome,
): { holds: boolean; words: string } {
  const { state, badDays, unknownDays, low, high, mean, worst } = judge(objective, outcome, 0.025);
  const { unit } = metricOf(objective.metric);
  const bad = `${badDays + unknownDays} bad days of ${DAYS}, the worst ${boundsText(boundsResult(worst), unit)}`;
  const figures =
    mean === null
      ? bad
      : `${quantity(mean, unit)} (${quantity(low, unit)} to ${quantity(high, unit)}), ${bad}`;
  // Of days a hundred cannot show that at most one in twenty is bad; that more are they can.
  const holds = state === 'met' || (objective.onDays !== null && state === 'open');
  return {
    holds,
    words: `${holds ? (state === 'met' ? 'met' : 'not refuted') : `**${state}**`}: ${figures}`,
  };
}

function page(table: readonly string[]): string {
  return [
    '<!-- Written by npm run check-recommendations, which takes some ten minutes. -->',
    '',
    '# Recommendations, checked',
    '',
    `What \`mailpath recommend\` chooses for each shipped scenario, and what mail that it has never seen says of the choice: ${DAYS} days with the seed “${SEED}”. An objective about days is met if those show, with 97.5% confidence, that no more of them break it than may (5% unless it says otherwise), not refuted if they do not show that more do; one about a mean is met if its 95% interval (two-sided) lies within it. A scenario without objectives of its own is asked for p99 < 5m.`,
    '',
    '| scenario | objectives | choice | smallest change that would do | independent check |',
    '|---|---|---|---|---|',
    ...table,
    '',
  ].join('\n');
}
