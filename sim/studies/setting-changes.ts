/**
 * What one setting changes against another: the gateway's settings that differ, and the operator's
 * actions. Null stands for "no limit".
 */

import { capitalised, count, duration } from '../document/quantity.ts';
import type { Point } from '../document/report.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import {
  DIMENSIONS,
  type Dimension,
  type Harm,
  REMEDIES,
  REMEDY_SWITCHES,
  type Remedy,
  type RemedyId,
  type RemedyNumber,
  type RemedySwitch,
} from '../mailpath/remedies.ts';
import { HELD_SETTINGS, SETTINGS } from '../mailpath/settings.ts';
import type { SettingNote } from '../scenario/scenario.ts';
import type { Scope, SettingResult } from './result/result-schema.ts';

/** Who changes a setting, by its name in a report. */
export function doneBy(
  label: string,
  { deployment }: Pick<Scope['scenario'], 'deployment'>,
): Remedy['doneInCloudBy'] {
  if (deployment !== 'cloud') return 'administrator';
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
  return unit === 'ms' ? duration(value) : count(value);
}

/** What one changes and who does it, for the first screen of a report. */
export function changePoint(
  changes: SettingResult['changes'],
  scenario: Pick<Scope['scenario'], 'deployment'>,
): Point {
  return {
    label: 'Change',
    lines: changes.map(({ setting, from, to, unit }): readonly [string, string] => {
      const by = doneBy(setting, scenario);
      const who = by === 'administrator' ? '' : `   (a ticket to ${by})`;
      return [setting, `${settingValue(from, unit)} → ${settingValue(to, unit)}${who}`];
    }),
  };
}

/** As a result has it: null for no limit. */
export function plain<T extends string | number | boolean>(value: T): T | null {
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

/* Remedies in words: the same ones in every report. The words themselves: sim/mailpath/remedies.ts. */

type Value = number | boolean | null;

/** A value as people read it; null: no limit. */
export function valueWords({ kind }: RemedyNumber | RemedySwitch, value: Value): string {
  return settingValue(value, kind === 'duration' ? 'ms' : null);
}

/** A setting at a value, in a few words: `limit of 199`, `HostStat off`. */
export function stateWords(remedy: RemedyNumber | RemedySwitch, value: Value): string {
  const text = valueWords(remedy, value);
  return remedy.kind === 'switch'
    ? remedy.name(value === true, text)
    : remedy.name(value === null ? Number.POSITIVE_INFINITY : Number(value), text);
}

/** All that a recommendation is about: `limit of 199, 4 runners, HostStat off, 1 min retry`. */
export function settingsWords(settings: Readonly<Record<Dimension['setting'], Value>>): string {
  return DIMENSIONS.map((remedy) => stateWords(remedy, settings[remedy.setting])).join(', ');
}

/** A remedy as it applies to an input: `limit of 199`, `table cleared`. */
export function remedyName(remedy: Remedy, { settings, actions }: MailPathInput): string {
  if (remedy.kind !== 'action') return stateWords(remedy, settings[remedy.setting]);
  return remedy.name(actions.some(({ kind, atMs }) => kind === remedy.action && atMs === 0));
}

/** What one does: `limit messages per connection to 199`, `switch HostStat off`. */
export function doingWords({ does }: Remedy, value: string | null): string {
  return value === null ? does : `${does} to ${value}`;
}

interface Detail {
  /** The value to set, as people read it. */
  readonly value: string;
  /** Behind the reason. */
  readonly aside: string;
}

/** What one changes, who does it in the cloud, and why. */
export interface Advice {
  readonly change: string;
  readonly inCloudBy: Remedy['doneInCloudBy'];
  readonly why: string;
}

/** What one does, and who does it in the cloud where it is not the administrator. */
export function whoseWords({ change, inCloudBy }: Pick<Advice, 'change' | 'inCloudBy'>): string {
  if (inCloudBy === 'administrator') return change;
  return `${change} (in the cloud a ticket to ${inCloudBy})`;
}

/** What one does elsewhere than in the gateway's settings. */
export function otherAdvice(change: string, why = ''): Advice {
  return { change, inCloudBy: 'administrator', why };
}

/** What helps against a harm. */
export function remediesAgainst(
  harm: Harm,
  details: Readonly<Partial<Record<RemedyId, Detail>>> = {},
): Advice[] {
  return REMEDIES.flatMap((remedy: Remedy): Advice[] => {
    const against: Readonly<Partial<Record<Harm, string>>> = remedy.against;
    const why = against[harm];
    if (why === undefined) return [];
    const { value = null, aside = '' } = details[remedy.id] ?? {};
    const change = capitalised(doingWords(remedy, value));
    return [{ change, inCloudBy: remedy.doneInCloudBy, why: `${why}${aside}` }];
  });
}

/** What is said of named settings beside their values. `settings`: those that the report is about. */
export function settingNoteLines(
  notes: readonly SettingNote[],
  settings: readonly string[],
): string[] {
  return notes.filter(({ setting }) => settings.includes(setting)).map(sentenceOf);
}

function sentenceOf(note: SettingNote): string {
  const { setting } = note;
  switch (note.kind) {
    case 'bound-kept':
      return REMEDY_SWITCHES.some(({ field }) => field === note.field)
        ? `${setting} keeps ${SETTINGS[note.field].label} ${note.value}: the scenario binds ${note.bound}`
        : `${setting} has ${SETTINGS[note.field].label} ${note.value} in place of ${note.wanted}: the scenario binds ${note.bound}`;
    case 'bound-broken':
      return `${setting} breaks the scenario's bound ${note.bound}: ${SETTINGS[note.field].label} is written as ${note.value}, and stays`;
    case 'single-thread-delivery':
      return `${setting} switches HostStat off, and with it SingleThreadDelivery where that is on, which requires HostStatusDirectory`;
    case 'support-ticket':
      return `${setting} switches ${SETTINGS[note.field].label} ${note.value}: in the cloud ${note.by} has to, by a ticket`;
  }
}
