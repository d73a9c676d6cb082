/** A forecast as text: how things stand, and per command when the waiting mail is through. */

import { logTime } from '../../document/log-time.ts';
import { tableText } from '../../document/table-text.ts';
import { hanging, type Page, wrap } from '../../document/text-layout.ts';
import type { ForecastResult } from './forecast-schema.ts';
import {
  ASSUMED_TITLE,
  idleWords,
  limitWords,
  rangeWords,
  replicationsWords,
  STANDING_TITLE,
  standingLines,
  throughTable,
} from './forecast-words.ts';

export function forecastText(result: ForecastResult, page: Page): string {
  const { paint } = page;
  const { files, now, seed } = result;
  const through = throughTable(result);
  const idle = through === null ? null : idleWords(result);
  const limit = through === null ? null : limitWords(result);
  const lines = [
    ...wrap(result.sentence, page.columns).map((line) => paint.bold(line)),
    ...wrap(
      `${files.join(', ')}, up to ${logTime(now.atMs)}; ${replicationsWords(result)}, seed ${seed}; ${rangeWords(result)}`,
      page.columns,
    ).map((line) => paint.dim(line)),
    '',
    paint.bold(STANDING_TITLE),
    ...standingLines(result).flatMap((line) => hanging('  ', line, page)),
    ...tableText(through, page),
    ...(idle === null ? [] : ['', ...hanging('', idle, page)]),
    ...(limit === null ? [] : ['', ...hanging('', limit, page)]),
    '',
    paint.bold(ASSUMED_TITLE),
    ...result.assumptions.flatMap((line) => hanging('  ', line, page)),
  ];
  return `${lines.join('\n')}\n`;
}
