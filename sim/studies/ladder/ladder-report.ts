/**
 * The report of a ladder.
 *
 *   can it happen -> the changes -> the ladder as a chart -> its three groups of steps -> what each change
 *     is worth -> a limit alone -> assumptions -> what it leaves out -> how it was simulated
 */

import type { Block, Report, Section } from '../../document/report.ts';
import type { MetricTable } from '../../document/text-layout.ts';
import { intervalNote } from '../interval-words.ts';
import { replicationWords, scopeLine, warningsOf } from '../scope.ts';
import { closedFormSection, factsOf, type ReportContext, studyReport } from '../shared-sections.ts';
import { ladderChart } from './chart.ts';
import { ladderCautions } from './ladder-cautions.ts';
import type { LadderResult } from './ladder-schema.ts';
import { worseAlone } from './ladder-sentence.ts';
import {
  changeLines,
  changesTitle,
  GROUPS,
  type Group,
  stepTables,
  worthTable,
} from './ladder-tables.ts';
import { limitTables } from './limit-tables.ts';

export function ladderReport(result: LadderResult, context: ReportContext): Report {
  const { from, to, measure, replications } = result;
  return studyReport(result, context, {
    scope: scopeLine(result),
    lead: result.verdict.sentence,
    warnings: warningsOf(result, ladderCautions(result)),
    facts: factsOf(result, [['Ladder', `from ${from.name} to ${to.name}, by ${measure.name}`]]),
    sections: [
      closedFormSection({ settings: [from, to] }),
      { heading: changesTitle(result), blocks: [changesBlock(result)] },
      { heading: 'Which change buys what', blocks: stepBlocks(result) },
      ...limitsSection(result),
    ],
    experiments: `The changes from ${from.name} to ${to.name}, one at a time: each on top of those before it, each alone, and ${to.name} without each${result.limits === null ? '' : '; then limits of messages per connection alone'}. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)}. ${intervalNote(result, 'each')} Differences are taken day by day.`,
  });
}

function changesBlock(result: LadderResult): Block {
  return {
    kind: 'terms',
    terms: changeLines(result).map(({ number, name, text }) => [`${number}. ${name}`, text]),
  };
}

function stepBlocks(result: LadderResult): Block[] {
  return [
    ...chartBlocks(result),
    ...measures(worthTable(result)),
    ...GROUPS.flatMap((group) => groupBlocks(group, result)),
    { kind: 'text', text: intervalNote(result, 'each') },
  ];
}

/** None where there is nothing to draw. */
function chartBlocks(result: LadderResult): Block[] {
  const chart = ladderChart(result);
  return chart === null ? [] : [{ kind: 'chart', chart }];
}

/** The steps by the metric that was asked for, then by others; what is worse alone, in words. */
function groupBlocks(group: Group, result: LadderResult): Block[] {
  const { judged, beside } = stepTables(group, result);
  const worse = group === 'alone' ? worseAlone(result) : [];
  return [
    ...measures(judged),
    ...worse.map((text): Block => ({ kind: 'text', text })),
    ...measures(beside),
  ];
}

function limitsSection(result: LadderResult): Section[] {
  const found = limitTables(result);
  if (found === null || result.limits === null) return [];
  return [
    {
      heading: 'What a limit alone does',
      blocks: [
        { kind: 'text', text: result.limits.sentence },
        ...measures(found.differences),
        { kind: 'text', text: found.sentence },
        ...measures(found.closedForm),
      ],
    },
  ];
}

const measures = (table: MetricTable | null): Block[] =>
  table === null ? [] : [{ kind: 'measures', table }];
