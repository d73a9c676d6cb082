/**
 * `npm run check-recommendations`: recommends for every shipped scenario, then holds each choice to
 * its objectives with mail of another seed, and writes docs/recommendations.md.
 *
 * It takes the better part of an hour; the store of finished replications makes a second run short.
 * Names of scenarios after the command check these only, and write nothing.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENARIO_FOLDER, shippedScenarios } from '../sim/cli/package-root.ts';
import { loadScenario } from '../sim/cli/scenario-loading.ts';
import { processTerminal } from '../sim/cli/terminal.ts';
import { carryOut } from '../sim/cli/workbench.ts';
import { comparisonStudy } from '../sim/experiment/compare.ts';
import { candidateName } from '../sim/experiment/recommend/candidate.ts';
import { judge, type Objective } from '../sim/experiment/recommend/objective.ts';
import { recommendStudy } from '../sim/experiment/recommend/recommend.ts';
import type { Recommendation } from '../sim/experiment/recommend/recommendation.ts';
import type { SettingOutcome } from '../sim/experiment/setting-outcome.ts';
import { Arguments } from '../sim/inquiry/arguments.ts';
import { inputOf } from '../sim/inquiry/named-setting.ts';
import { recommendationAsked } from '../sim/inquiry/recommendation-plan.ts';
import { quantity } from '../sim/report/quantity.ts';
import { candidateResult } from '../sim/report/recommendation-result.ts';
import { settingsWords } from '../sim/report/recommendation-words.ts';
import { MEASURE_UNITS } from '../sim/scenario/expectation.ts';

const PAGE = join(SCENARIO_FOLDER, '..', 'docs', 'recommendations.md');
const SEED = 'independent check';
const DAYS = 100;

const terminal = processTerminal();
const args = new Arguments({});
const asked = process.argv.slice(2);
const rows: string[] = [];
let failed = 0;
for (const name of asked.length > 0 ? asked : shippedScenarios()) {
  const { scenario } = await loadScenario(name, args, terminal);
  const { plan } = recommendationAsked(args, scenario, inputOf(scenario, 'default'));
  const started = Date.now();
  const found = await carryOut(recommendStudy(plan), args, terminal);
  if (terminal.interrupted()) process.exit(130);
  const seconds = Math.round((Date.now() - started) / 1000);
  const row = await checked(name, found);
  rows.push(row);
  console.log(`${row} ${seconds} s`);
}
if (asked.length === 0) writeFileSync(PAGE, page(rows));
if (failed > 0) process.exitCode = 1;

/** A row of the table: the choice, and what mail of another seed says of it. */
async function checked(name: string, { plan, choice, smallest }: Recommendation): Promise<string> {
  const objectives = plan.objectives.map(({ text }) => text).join(', ');
  const link = `[${name}](../scenarios/${name}.yaml)`;
  if (choice === null) {
    failed++;
    return `| ${link} | ${objectives} | none | | **not met** |`;
  }
  const study = comparisonStudy({
    settings: [{ name: candidateName(choice.candidate), input: choice.input }],
    seed: SEED,
    replications: DAYS,
    keepsDelays: false,
  });
  const { outcomes } = await carryOut(study, args, terminal);
  const answers = plan.objectives.map((objective) => answerOf(objective, outcomes[0]));
  if (answers.some(({ holds }) => !holds)) failed++;
  const few =
    smallest === null || smallest.isChoice
      ? 'the same'
      : settingsWords(candidateResult(smallest.candidate));
  const told = answers.map(({ words }) => words).join('; ');
  return `| ${link} | ${objectives} | ${settingsWords(candidateResult(choice.candidate))} | ${few} | ${told} |`;
}

function answerOf(
  objective: Objective,
  outcome: SettingOutcome,
): { holds: boolean; words: string } {
  const { state, value, low, high, badDays } = judge(objective, outcome, 0.025);
  const kind = MEASURE_UNITS.get(objective.measure) ?? 'count';
  const unit = kind === 'word' ? 'count' : kind;
  const figures =
    badDays === null
      ? `${quantity(value, unit)} (${quantity(low, unit)} to ${quantity(high, unit)})`
      : `${badDays} bad days of ${DAYS}, the worst ${quantity(value, unit)}`;
  return {
    holds: state === 'met',
    words: `${state === 'met' ? 'met' : `**${state}**`}: ${figures}`,
  };
}

function page(table: readonly string[]): string {
  return [
    '<!-- Written by npm run check-recommendations, which takes the better part of an hour. -->',
    '',
    '# Recommendations, checked',
    '',
    `What \`mailpath recommend\` chooses for each shipped scenario, and what mail that it has never seen says of the choice: ${DAYS} replications with the seed “${SEED}”. An objective about the mean is met if its 95% interval (two-sided) lies within it; one about every day (max, or a count of nothing) if at most one day in twenty is shown to break it. A scenario without objectives of its own is asked for p99 < 5m.`,
    '',
    '| scenario | objectives | choice | smallest change that would do | independent check |',
    '|---|---|---|---|---|',
    ...table,
    '',
  ].join('\n');
}
