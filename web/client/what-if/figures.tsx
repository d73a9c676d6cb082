/** The figures at a glance: a column a setting, and the difference to the base with how sure it is. */

import {
  boundsText,
  differenceIntervalText,
  differenceText,
  intervalText,
} from '../../../sim/document/bounds-text.ts';
import { capitalised, NOTHING } from '../../../sim/document/quantity.ts';
import { everydayWords, type MetricName } from '../../../sim/mailpath/metrics.ts';
import { tooFewDays } from '../../../sim/studies/days-words.ts';
import type { DifferenceResult, Result } from '../../../sim/studies/result/result-schema.ts';
import type { Preview } from '../../server/thread/preview-tasks.ts';
import { ScrollRegion } from '../scroll-region.tsx';

/** `worst`: the largest delay of all days, which is no metric of a day. */
const ROWS: readonly (MetricName | 'worst')[] = [
  'p50',
  'p99',
  'worst',
  'never-share',
  'over-5m',
  'cuts',
  'skipped-mark',
  'marked-time',
];

type Setting = Result['settings'][number];

interface Props {
  readonly result: Result | null;
  /** Newer than the result, of the current settings only. */
  readonly preview: Preview | null;
  readonly isStale: boolean;
}

export function Figures({ result, preview, isStale }: Props) {
  const settings = columnsOf(result, preview);
  if (settings.length === 0) return <p class="quiet">Simulating …</p>;
  // What is turned stands first, and its difference beside it: a phone shows these two.
  const current = settings.filter(({ name }) => name === 'current');
  const others = settings.filter(({ name }) => name !== 'current');
  const difference = result?.differences.find(({ setting }) => setting === 'current');
  const old = isStale ? 'old' : undefined;
  return (
    <ScrollRegion label="Figures">
      <table class="figures" aria-busy={isStale}>
        <caption class="unseen">
          Delay and its causes on a typical day under each setting, with intervals
        </caption>
        <thead>
          <tr>
            <td />
            {current.map(({ name }) => (
              <th scope="col" key={name} class="now">
                {name}
              </th>
            ))}
            {difference !== undefined && (
              <th scope="col" class="now">
                against {difference.to}
              </th>
            )}
            {others.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row}>
              <th scope="row">{labelOf(row)}</th>
              {current.map((setting) => (
                <td key="current" class={preview === null && isStale ? 'now old' : 'now'}>
                  <Figure setting={setting} row={row} />
                </td>
              ))}
              {difference !== undefined && (
                <td class={isStale ? 'now old' : 'now'}>
                  <Difference found={row === 'worst' ? undefined : difference.measures[row]} />
                </td>
              )}
              {others.map((setting) => (
                <td key={setting.name} class={old}>
                  <Figure setting={setting} row={row} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function columnsOf(result: Result | null, preview: Preview | null): readonly Setting[] {
  const newer = preview?.result.settings ?? [];
  if (result === null) return newer;
  const fresh = (setting: Setting) => newer.find(({ name }) => name === setting.name) ?? setting;
  return result.settings.map(fresh);
}

function labelOf(row: MetricName | 'worst'): string {
  return row === 'worst' ? 'Longest delay of all days' : capitalised(everydayWords(row));
}

function Figure({ setting, row }: { setting: Setting; row: MetricName | 'worst' }) {
  if (row === 'worst') return <>{boundsText(setting.worst, 'ms')}</>;
  const { interval, unit, ...value } = setting.measures[row];
  const text = boundsText(value, unit);
  const range = interval === null ? null : intervalText(interval, unit);
  return (
    <>
      {text}
      {range !== null && range !== text && <small>{range}</small>}
    </>
  );
}

function Difference({ found }: { found: DifferenceResult | undefined }) {
  if (found === undefined || found.kind === 'none') return <>{NOTHING}</>;
  const { interval, unit, significant, same, days, ...value } = found;
  if (same === days) return <>the same</>;
  return (
    <>
      {differenceText(value, unit)}
      <small>
        {interval === null
          ? tooFewDays(days)
          : `${differenceIntervalText(interval, unit) ?? differenceText(interval, unit)}, ${significant ? 'significant' : 'not significant'}`}
      </small>
    </>
  );
}
