/**
 * The report of a sensitivity study.
 *
 *   what to measure first -> the tornado -> the ranges -> what was left out -> assumptions
 *     -> what it leaves out -> how it was simulated
 */

import type { Block, Report } from '../../document/report.ts';
import { intervalNote } from '../interval-words.ts';
import { replicationWords, scopeLine, warningsOf } from '../scope.ts';
import { factsOf, type ReportContext, studyReport } from '../shared-sections.ts';
import type { SensitivityResult } from './sensitivity-schema.ts';
import {
  baseWords,
  LEFT_OUT_TITLE,
  leftOutLines,
  NOTHING_MOVES,
  rangesTable,
  sensitivityCautions,
} from './sensitivity-tables.ts';
import { tornadoChart } from './tornado.ts';

export function sensitivityReport(result: SensitivityResult, context: ReportContext): Report {
  const { setting, measure, replications, sentence } = result;
  const leftOut = leftOutLines(result);
  return studyReport(result, context, {
    scope: scopeLine(result),
    lead: sentence,
    warnings: warningsOf(result, sensitivityCautions(result)),
    facts: factsOf(result, [
      ['Setting', setting],
      ['Measure', measure.name],
    ]),
    sections: [
      {
        heading: `What moves ${measure.name}, one input at a time`,
        blocks: [
          ...tornadoBlocks(result),
          { kind: 'measures', table: rangesTable(result) },
          { kind: 'text', text: intervalNote(result, 'matters') },
        ],
      },
      ...(leftOut.length === 0
        ? []
        : [{ heading: LEFT_OUT_TITLE, blocks: [{ kind: 'list', items: leftOut } as const] }]),
    ],
    experiments: `Each input at a low and at a high value, all others as they are, on setting ${setting}: ${2 * result.inputs.length} ends against the scenario as it is. The same mail and the same faults for each.`,
    estimation: `${replicationWords(replications.finished)} of each end. ${intervalNote(result, 'matters')} Differences are taken day by day.`,
  });
}

function tornadoBlocks(result: SensitivityResult): Block[] {
  const chart = tornadoChart(result);
  const base: Block = { kind: 'text', text: `${baseWords(result)}.` };
  if (chart === null) return [base, { kind: 'text', text: NOTHING_MOVES }];
  return [base, { kind: 'chart', chart }];
}
