/**
 * The report of a recommendation, to attach to a change request.
 *
 *   is the article’s number right, what to set, who sets it, on how many days that keeps the
 *     objectives, what it buys
 *     -> what it brings -> can it happen -> now against then -> how it was chosen
 *     -> asked for in full: how far each value can move, what else was found
 *
 * Where the objectives cannot be met: what comes nearest, and what stops it.
 */

import { count, share } from '../../document/quantity.ts';
import type { Block, Report, Section } from '../../document/report.ts';
import { closedFormSection, type ReportContext, studyReport } from '../shared-sections.ts';
import { limitFiguresChart } from './limit-figures.ts';
import { nowAndAfterChart } from './now-and-after.ts';
import { ARTICLE_LIMIT_TITLE, besidesParagraphs } from './recommendation-besides.ts';
import { limitFigures, nowAndAfterData, valueRanges } from './recommendation-chart-data.ts';
import { boughtWords, strongestWords } from './recommendation-gain.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import { recommendationSentence } from './recommendation-sentence.ts';
import {
  answerRows,
  bringsTable,
  CLEAR_TABLE_WORDS,
  movementTable,
  settingsTable,
} from './recommendation-tables.ts';
import {
  askedWords,
  assumptionsOf,
  consideredWords,
  guaranteeWords,
  inTheWayWords,
  leadingWords,
  limitWords,
  NOTHING_SIMULATED,
  nearestWords,
  notMetTitle,
  shownWords,
  stoppedTitle,
} from './recommendation-words.ts';
import { valueRangeChart } from './value-range.ts';

const EACH_TITLE = 'Each objective by itself';
const HOW_CHOSEN_TITLE = 'How it was chosen, and how sure that is';

export function recommendationReport(result: RecommendationResult, context: ReportContext): Report {
  const { scenario, seed, version, replicationsRun, canItHappen, partial, choice } = result;
  const changed = scenario.set.join(', ');
  return studyReport({ ...result, assumptions: assumptionsOf(result) }, context, {
    scope: `${scenario.file}${changed === '' ? '' : `, with ${changed}`}; ${count(replicationsRun)} days simulated, seed ${seed}`,
    lead: recommendationSentence(result),
    warnings: [
      ...(partial
        ? [
            ['PARTIAL: this recommendation was stopped.', leadingWords(result) ?? '']
              .join(' ')
              .trim(),
          ]
        : []),
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
      ...bringsSection(result),
      closedFormSection({ settings: [{ name: 'now', canItHappen }] }),
      ...nowAndAfterSection(result),
      ...movementSection(result),
      ...besidesSections(result),
      {
        heading: HOW_CHOSEN_TITLE,
        blocks: [consideredWords(result), ...guaranteeWords(result)].map(text),
      },
    ],
    experiments: experimentWords(result),
    estimation: estimationWords(result),
  });
}

const text = (told: string): Block => ({ kind: 'text', text: told });

/** What to set, who sets it, on how many days that keeps the objectives, what it buys. */
function choiceBlocks(result: RecommendationResult): Block[] {
  const { choice, asked } = result;
  const settings = settingsTable(result);
  const shown = (choice?.shown ?? []).map((group) => {
    const told = `${group.objectives.join(', ')}: ${shownWords(group, asked.confidence)}.`;
    return ['Met', told] as const;
  });
  const means = answerRows(result).filter(({ onDays }) => onDays === null);
  return [
    text(limitWords(result)),
    ...(settings === null ? [] : [{ kind: 'data', table: settings, wraps: true } as const]),
    ...(choice?.clearTable ? [text(CLEAR_TABLE_WORDS)] : []),
    {
      kind: 'terms',
      terms: [...shown, ...means.map(({ text: told }) => ['Met', told] as const)],
    },
    ...[boughtWords(result), strongestWords(result)].flatMap((told) =>
      told === null ? [] : [text(told)],
    ),
  ];
}

/** Nothing meets the objectives: the best that there is, and which bound stops it. */
function nearestBlocks(result: RecommendationResult): Block[] {
  const { nearest, partial } = result;
  const limit = text(limitWords(result));
  if (nearest === null) return partial ? [limit] : [limit, text(NOTHING_SIMULATED)];
  return [
    limit,
    text(nearestWords(nearest)),
    {
      kind: 'terms',
      terms: [
        ...answerTerms(result),
        ...inTheWayWords(result).map((words) => [stoppedTitle(result), words] as const),
      ],
    },
  ];
}

/** Typical days, and each objective by itself. */
function bringsSection(result: RecommendationResult): Section[] {
  const table = bringsTable(result);
  if (table === null) return [];
  const { choice } = result;
  const rows = choice === null ? [] : answerRows(result);
  const terms = rows.map(({ text: told }) => [EACH_TITLE, told] as const);
  const each: Block[] = terms.length === 0 ? [] : [{ kind: 'terms', terms }];
  return [{ heading: table.title, blocks: [{ kind: 'measures', table }, ...each] }];
}

function answerTerms(result: RecommendationResult): (readonly [string, string])[] {
  const words = { met: 'Met', missed: 'NOT met', open: 'Not shown' };
  return answerRows(result).map(({ state, text: told }) => [words[state], told]);
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
  return `${count(considered.looked)} combinations of the four settings out of ${count(considered.candidates)}, from the cheapest on, against ${asked.objectives.join(', ')}: the same mail and the same faults for each. Then those that were left, one after another, with other mail, until one was shown.`;
}

function estimationWords({ replicationsRun, asked }: RecommendationResult): string {
  return `${count(replicationsRun)} runs (days) in all, as many of each candidate as it takes. Values in the table are typical days (medians over the days) with intervals by order statistics, differences by pairs of days; each interval holds by itself. What is said of the choice’s share of bad days holds with ${share(asked.confidence)} confidence, all looks and all candidates that were tried together.`;
}
