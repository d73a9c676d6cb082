/**
 * The report of a comparison, or of one setting: from a result to its sections.
 *
 *   can it happen -> what changes -> delays -> where they went -> what the gateway did
 *     -> how sure -> expectations -> assumptions -> what it leaves out -> how it was simulated
 */

import type { Block, Report, Section } from '../../document/html/report.ts';
import type { MetricTable } from '../../document/text-layout.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Timeline } from '../../trace/timeline.ts';
import { commandWords } from '../command-words.ts';
import { cautionsOf, replicationWords, warningsOf } from '../cover-text.ts';
import { intervalWords, runnersSentences } from '../days-words.ts';
import type { Result } from '../result/result-schema.ts';
import {
  assumptionsSection,
  checksSection,
  closedFormSection,
  factsOf,
  limitsSection,
} from '../shared-sections.ts';
import { stressSection } from '../stress.ts';
import {
  changesTable,
  daysTable,
  delayTable,
  doingsTable,
  kindsTables,
  partsTable,
  sharesTable,
} from './comparison-tables.ts';
import { backlogBlocks, curveBlocks, runnersBlocks, timelineBlocks } from './result-charts.ts';
import { delayTables, workTables } from './run-tables.ts';

/** What a report shows beyond its result. */
export interface ReportContext {
  /** Time of day at the start of the run, ms after midnight; 0 for none. */
  readonly startsAtMs: number;
  /** The first setting, compiled. */
  readonly input: MailPathInput;
  /** Of the first replication, one for each setting, in their order; or none. */
  readonly timelines: readonly Timeline[];
}

export function resultReport(result: Result, context: ReportContext): Report {
  const one = result.settings.length === 1;
  return {
    title: result.scenario.question || result.scenario.name,
    lead: result.verdict.sentence,
    warnings: warningsOf(result, cautionsOf(result)),
    facts: factsOf(
      result,
      [
        [one ? 'Setting' : 'Settings', result.settings.map(({ name }) => name).join(', ')],
        ['Figures', `of the typical day; ${intervalWords(result)}`],
      ],
      result.version,
    ),
    sections: [
      closedFormSection(result),
      ...(one ? runSections(result, context) : comparisonSections(result, context)),
      ...checksSection(result.checks),
      ...assumptionsSection(result.assumptions),
      limitsSection(),
      stressSection({
        question: result.scenario.question || result.scenario.name,
        experiments: experimentWords(result),
        estimation: estimationWords(result),
        seed: result.seed,
        version: result.version,
        command: commandWords(result),
        input: context.input,
        assumptions: result.assumptions.length,
        warmUpMs: result.warmUpMs,
      }),
    ],
    generator: `mailpath ${result.version}`,
  };
}

/** The values of several settings, and below them their differences to the first. */
function valuesAndDifferences(found: MetricTable, { settings }: Result): Block[] {
  const { title, labels, columns } = found;
  if (settings.length <= 2) return table(found);
  return [
    ...table({ title, labels, columns: columns.slice(0, settings.length) }),
    ...table({
      title: `${title}: difference to ${settings[0].name}`,
      labels,
      columns: columns.slice(settings.length).map((column, i) => {
        return { ...column, title: settings[i + 1].name };
      }),
    }),
  ];
}

const table = (found: MetricTable | null): Block[] =>
  found === null ? [] : [{ kind: 'measures', table: found }];

function comparisonSections(result: Result, context: ReportContext): Section[] {
  const changes = changesTable(result);
  return [
    ...(changes === null ? [] : [{ heading: 'What the settings change', blocks: table(changes) }]),
    {
      heading: 'How long the mail takes',
      blocks: [
        ...valuesAndDifferences(delayTable(result), result),
        ...curveBlocks(result),
        ...valuesAndDifferences(sharesTable(result), result),
      ],
    },
    {
      heading: 'Bad days',
      blocks: [...table(daysTable(result)), ...kindsTables(result).flatMap(table)],
    },
    {
      heading: 'Where the delay went',
      blocks: orText(table(partsTable(result)), 'Nowhere: nothing is delivered.'),
    },
    {
      heading: 'What the gateway did',
      blocks: [
        ...backlogBlocks(result, context.startsAtMs),
        ...timelineBlocks(result, context),
        ...runnersBlocks(result, context.startsAtMs),
        ...valuesAndDifferences(doingsTable(result), result),
        ...runnersSentences(result).map((text): Block => ({ kind: 'text', text })),
      ],
    },
  ];
}

function runSections(result: Result, context: ReportContext): Section[] {
  return [
    {
      heading: 'How long the mail takes, and where that goes',
      blocks: [...curveBlocks(result), ...delayTables(result).flatMap(table)],
    },
    {
      heading: 'What the gateway did',
      blocks: [
        ...backlogBlocks(result, context.startsAtMs),
        ...timelineBlocks(result, context),
        ...runnersBlocks(result, context.startsAtMs),
        ...workTables(result).flatMap(table),
      ],
    },
  ];
}

function orText(blocks: Block[], text: string): Block[] {
  return blocks.length > 0 ? blocks : [{ kind: 'text', text }];
}

function experimentWords({ settings, differences }: Result): string {
  const [first, ...others] = settings.map(({ name }) => name);
  if (differences.length === 0) return `One setting, ${first}.`;
  return `${others.join(', ')} against ${first}: the same mail and the same faults for each.`;
}

function estimationWords({ replications, differences, confidence }: Result): string {
  const paired =
    differences.length === 0
      ? ''
      : ' Differences are the median of the differences day by day, on the same mail.';
  return `${replicationWords(replications.finished)}. Values are those of the typical day, the median over the days; ${intervalWords({ replications, confidence })}. The share of bad days is bounded by Clopper and Pearson.${paired}`;
}
