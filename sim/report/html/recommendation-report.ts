/**
 * The report of a recommendation, to attach to a change request.
 *
 *   what to set, who sets it, what it brings, how sure -> can it happen -> now against then
 *     -> how far each value can move -> is 199 right -> what else was found -> how it was chosen
 *
 * Where the objectives cannot be met: what comes nearest, and what stops it.
 */
import { limitFiguresChart } from '../charts/limit-figures.ts';
import { nowAndAfterChart } from '../charts/now-and-after.ts';
import { valueRangeChart } from '../charts/value-range.ts';
import { count, share } from '../quantity.ts';
import { ARTICLE_LIMIT_TITLE, besidesParagraphs } from '../recommendation-besides.ts';
import { limitFigures, nowAndAfterData, valueRanges } from '../recommendation-chart-data.ts';
import type { RecommendationResult } from '../recommendation-schema.ts';
import { recommendationSentence } from '../recommendation-sentence.ts';
import {
  answerRows,
  bringsTable,
  CLEAR_TABLE_WORDS,
  movementTable,
  settingsTable,
} from '../recommendation-tables.ts';
import {
  askedWords,
  assumptionsOf,
  consideredWords,
  guaranteeWords,
  inTheWayWords,
  NOTHING_SIMULATED,
  nearestWords,
  notMetTitle,
  stoppedTitle,
} from '../recommendation-words.ts';
import type { Block, Report, Section } from './report.ts';
import { closedFormSection } from './shared-sections.ts';
import { type StudyContext, studyReport } from './study-report.ts';

export function recommendationReport(result: RecommendationResult, context: StudyContext): Report {
  const { scenario, seed, version, replicationsRun, canItHappen, partial, choice } = result;
  const changed = scenario.set.join(', ');
  return studyReport({ ...result, assumptions: assumptionsOf(result) }, context, {
    lead: recommendationSentence(result),
    warnings: [
      ...(partial ? ['PARTIAL: this recommendation was stopped.'] : []),
      ...(choice === null && !partial ? [`${notMetTitle(result)}.`] : []),
    ],
    opening: choice === null ? nearestBlocks(result) : choiceBlocks(result),
    facts: [
      ['Scenario', scenario.file],
      ...(changed === '' ? [] : [['Changed', changed] as const]),
      ['To be reached', askedWords(result)],
      ['Runs', count(replicationsRun)],
      ['Seed', seed],
      ['Version', `mailpath ${version}`],
    ],
    sections: [
      closedFormSection({ settings: [{ name: 'now', canItHappen }] }),
      ...nowAndAfterSection(result),
      ...movementSection(result),
      ...besidesSections(result),
      { heading: 'How it was chosen', blocks: [text(consideredWords(result))] },
    ],
    experiments: experimentWords(result),
    estimation: estimationWords(result),
  });
}

const text = (told: string): Block => ({ kind: 'text', text: told });

/** What to set, who sets it, what it brings, how sure that is. */
function choiceBlocks(result: RecommendationResult): Block[] {
  const settings = settingsTable(result);
  return [
    ...(settings === null ? [] : [{ kind: 'data', table: settings, wraps: true } as const]),
    ...(result.choice?.clearTable ? [text(CLEAR_TABLE_WORDS)] : []),
    ...bringsBlocks(result),
    {
      kind: 'terms',
      terms: [...answerTerms(result), ['How sure that is', guaranteeWords(result).join(' ')]],
    },
  ];
}

/** Nothing meets the objectives: the best that there is, and which bound stops it. */
function nearestBlocks(result: RecommendationResult): Block[] {
  const { nearest, partial } = result;
  if (nearest === null) return partial ? [] : [text(NOTHING_SIMULATED)];
  return [
    text(nearestWords(nearest)),
    ...bringsBlocks(result),
    {
      kind: 'terms',
      terms: [
        ...answerTerms(result),
        ...inTheWayWords(result).map((words) => [stoppedTitle(result), words] as const),
      ],
    },
  ];
}

function bringsBlocks(result: RecommendationResult): Block[] {
  const table = bringsTable(result);
  return table === null ? [] : [{ kind: 'measures', table }];
}

function answerTerms(result: RecommendationResult): (readonly [string, string])[] {
  return answerRows(result).map(({ met, text: told }) => [met ? 'Met' : 'NOT met', told]);
}

function nowAndAfterSection(result: RecommendationResult): Section[] {
  const data = nowAndAfterData(result);
  if (data === null) return [];
  const heading = `How long the mail takes, now and with the ${data.afterName} settings`;
  return [{ heading, blocks: [{ kind: 'chart', chart: nowAndAfterChart(data) }] }];
}

function movementSection(result: RecommendationResult): Section[] {
  const table = movementTable(result);
  if (table === null) return [];
  return [
    {
      heading: 'How far each value can move',
      blocks: [
        { kind: 'data', table, wraps: true },
        ...valueRanges(result).map((range): Block => {
          return { kind: 'chart', chart: valueRangeChart(range) };
        }),
      ],
    },
  ];
}

/** A section a paragraph; beside the article's limit the others that are proposed. */
function besidesSections(result: RecommendationResult): Section[] {
  const figures = limitFigures(result);
  return besidesParagraphs(result).map(({ title, sentences }) => ({
    heading: title,
    blocks: [
      ...sentences.map(text),
      ...(figures === null || title !== ARTICLE_LIMIT_TITLE
        ? []
        : [{ kind: 'chart', chart: limitFiguresChart(figures) } as const]),
    ],
  }));
}

function experimentWords({ considered, asked }: RecommendationResult): string {
  return `${count(considered.simulated)} combinations of the four settings out of ${count(considered.candidates)}, against ${asked.objectives.join(', ')}: the same mail and the same faults for each. Then the choice and the smallest change once more, with other mail; then each value of the choice moved by itself.`;
}

function estimationWords({ replicationsRun, asked }: RecommendationResult): string {
  return `${count(replicationsRun)} runs in all, as many of each candidate as it takes to tell it apart. Values in the table are means over the replications, intervals Student’s t at 95%; objectives are answered with ${share(asked.confidence)} confidence each.`;
}
