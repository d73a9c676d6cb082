/**
 * The report of a forecast.
 *
 *   when the waiting mail is through after each command, drawn and as a table -> how things stand
 *     -> what is assumed -> what the model leaves out
 */

import { logTime } from '../../document/log-time.ts';
import type { Block, Report, Section } from '../../document/report.ts';
import { limitsSection } from '../shared-sections.ts';
import { clearanceChart } from './clearance.ts';
import { clearanceData } from './forecast-chart-data.ts';
import type { ForecastResult } from './forecast-schema.ts';
import {
  ASSUMED_TITLE,
  idleWords,
  limitWords,
  rangeWords,
  replicationsWords,
  STANDING_TITLE,
  standingLines,
  THROUGH_TITLE,
  throughTable,
} from './forecast-words.ts';

export function forecastReport(result: ForecastResult): Report {
  const { files, now, seed, version, partial, assumptions } = result;
  return {
    title: 'When is the waiting mail through?',
    lead: result.sentence,
    warnings: partial ? ['PARTIAL: this forecast was stopped early.'] : [],
    facts: [
      [files.length === 1 ? 'Log' : 'Logs', files.join(', ')],
      ['Up to', logTime(now.atMs)],
      ['Replications', `${replicationsWords(result)}; ${rangeWords(result)}`],
      ['Seed', seed],
      ['Version', `mailpath ${version}`],
    ],
    sections: [
      ...throughSection(result),
      { heading: STANDING_TITLE, blocks: [{ kind: 'list', items: standingLines(result) }] },
      { heading: ASSUMED_TITLE, blocks: [{ kind: 'list', items: assumptions }] },
      limitsSection(),
    ],
    generator: `mailpath ${version}`,
    madeFrom: 'log, seed and version',
  };
}

/** None where no mail waits. */
function throughSection(result: ForecastResult): Section[] {
  const table = throughTable(result);
  if (table === null) return [];
  const data = clearanceData(result);
  const idle = idleWords(result);
  const limit = limitWords(result);
  const blocks: Block[] = [
    ...(data === null ? [] : [{ kind: 'chart', chart: clearanceChart(data) } as const]),
    { kind: 'measures', table },
    ...(idle === null ? [] : [{ kind: 'text', text: idle } as const]),
    ...(limit === null ? [] : [{ kind: 'text', text: limit } as const]),
  ];
  return [{ heading: THROUGH_TITLE, blocks }];
}
