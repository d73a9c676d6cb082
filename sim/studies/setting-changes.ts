/**
 * What one setting changes against another: the gateway's settings that differ, and the operator's
 * actions. Null stands for "no limit".
 */

import { duration, quantity } from '../document/quantity.ts';
import type { Point } from '../document/report.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import { REMEDIES } from '../mailpath/remedies.ts';
import { HELD_SETTINGS, SETTINGS } from '../mailpath/settings.ts';
import type { Scope, SettingResult } from './result/result-schema.ts';

/** Who in the cloud changes a setting, by its name in a report. */
export function doneInCloudBy(label: string): string {
  const remedy = REMEDIES.find(
    (one) => one.kind !== 'action' && SETTINGS[one.field].label === label,
  );
  return remedy?.doneInCloudBy ?? 'administrator';
}

/** The differences from `first` to `other`, in the order of the table of settings. */
export function settingChanges(
  first: MailPathInput,
  other: MailPathInput,
): SettingResult['changes'] {
  const changes: SettingResult['changes'] = [];
  for (const [, { field, label, kind }] of HELD_SETTINGS) {
    const [from, to] = [first.settings[field], other.settings[field]];
    if (from !== to) {
      const unit = kind === 'duration' ? ('ms' as const) : null;
      changes.push({ setting: label, from: plain(from), to: plain(to), unit });
    }
  }
  const [before, after] = [actionWords(first), actionWords(other)];
  if (before !== after) {
    changes.push({ setting: 'operator', from: before, to: after, unit: null });
  }
  return changes;
}

/** A setting's value as people read it. */
export function settingValue(value: string | number | boolean | null, unit: 'ms' | null): string {
  if (value === null) return 'unlimited';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  return unit === 'ms' ? duration(value) : quantity(value, 'count');
}

/** What one changes and who does it, for the first screen of a report. */
export function changePoint(
  changes: SettingResult['changes'],
  { deployment }: Pick<Scope['scenario'], 'deployment'>,
): Point {
  return {
    label: 'Change',
    lines: changes.map(({ setting, from, to, unit }): readonly [string, string] => {
      const by = deployment === 'cloud' ? doneInCloudBy(setting) : 'administrator';
      const who = by === 'administrator' ? '' : `   (a ticket to ${by})`;
      return [setting, `${settingValue(from, unit)} -> ${settingValue(to, unit)}${who}`];
    }),
  };
}

function plain(value: string | number | boolean): string | number | boolean | null {
  return value === Number.POSITIVE_INFINITY ? null : value;
}

/** What the operator does, in a few words: `clears the table at once`. */
function actionWords({ actions }: MailPathInput): string {
  const phrases = actions.map((action) => {
    const when = action.atMs === 0 ? 'at once' : `after ${duration(action.atMs)}`;
    if (action.kind === 'clear') return `clears the table ${when}`;
    return action.kind === 'flush' ? `flushes the queue ${when}` : `changes settings ${when}`;
  });
  if (phrases.length === 0) return 'does nothing';
  return phrases.length <= 2 ? phrases.join(', ') : `acts ${phrases.length} times`;
}
