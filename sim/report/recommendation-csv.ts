/** A recommendation as CSV: a row for each setting, then one for each measure of what it brings. */
import { type CsvField, csvText } from './csv.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import { BRINGS } from './recommendation-tables.ts';
import { SETTINGS } from './recommendation-words.ts';

export function recommendationCsv(result: RecommendationResult): string {
  const { choice, present, nearest, scenario } = result;
  const then = choice ?? nearest;
  const rows: CsvField[][] = SETTINGS.map((setting) => [
    scenario.name,
    'setting',
    setting,
    String(present.settings[setting] ?? 'unlimited'),
    then === null ? '' : String(then.settings[setting] ?? 'unlimited'),
    null,
    null,
  ]);
  for (const name of BRINGS) {
    const found = then?.measures[name];
    rows.push([
      scenario.name,
      'measure',
      name,
      present.measures[name].value,
      found?.value ?? null,
      found?.low ?? null,
      found?.high ?? null,
    ]);
  }
  const head = [
    'scenario',
    'kind',
    'name',
    'now',
    choice === null ? 'nearest' : 'chosen',
    'low',
    'high',
  ];
  return csvText(head, rows);
}
