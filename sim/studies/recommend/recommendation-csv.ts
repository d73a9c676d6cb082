/**
 * A recommendation as CSV: a row for each setting, one for the bad days, one for each metric of what
 * it brings. Figures of typical days have two columns, from and to, the same where they are known; an
 * empty end is open.
 */
import { type CsvField, csvText } from '../../document/csv.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import { BRINGS } from './recommendation-tables.ts';
import { SETTINGS } from './recommendation-words.ts';

export function recommendationCsv(result: RecommendationResult): string {
  const { choice, present, nearest, scenario } = result;
  const then = choice ?? nearest;
  const rows: CsvField[][] = SETTINGS.map((setting) => {
    const now = String(present.settings[setting] ?? 'unlimited');
    const chosen = then === null ? '' : String(then.settings[setting] ?? 'unlimited');
    return [scenario.name, 'setting', setting, now, now, chosen, chosen, null, null];
  });
  for (const name of ['bad', 'days'] as const) {
    const [now, chosen] = [present.bad[name], then?.bad[name] ?? null];
    rows.push([scenario.name, 'days', name, now, now, chosen, chosen, null, null]);
  }
  for (const name of BRINGS) {
    const [now, found] = [present.measures[name], then?.measures[name]];
    rows.push([
      scenario.name,
      'measure',
      name,
      now.low,
      now.high,
      found?.low ?? null,
      found?.high ?? null,
      found?.interval?.low ?? null,
      found?.interval?.high ?? null,
    ]);
  }
  const after = choice === null ? 'nearest' : 'chosen';
  const head = [
    'scenario',
    'kind',
    'name',
    'now from',
    'now to',
    `${after} from`,
    `${after} to`,
    'interval from',
    'interval to',
  ];
  return csvText(head, rows);
}
