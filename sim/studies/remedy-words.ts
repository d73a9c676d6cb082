/** Remedies in words: the same ones in every report. The words themselves: sim/mailpath/remedies.ts. */

import { capitalised, count, duration } from '../document/quantity.ts';
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
import { SETTINGS } from '../mailpath/settings.ts';
import type { SettingNote } from '../scenario/scenario.ts';

type Value = number | boolean | null;

/** A value as people read it; null: no limit. */
export function valueWords({ kind }: RemedyNumber | RemedySwitch, value: Value): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (value === null) return 'unlimited';
  return kind === 'duration' ? duration(value) : count(value);
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

/** What a remedy comes to in an input: `limit of 199`, `table cleared`. */
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
      return `${setting} switches host status off, and with it SingleThreadDelivery where that is on: Sendmail wants HostStatusDirectory for it`;
    case 'support-ticket':
      return `${setting} switches ${SETTINGS[note.field].label} ${note.value}: in the cloud ${note.by} has to, by a ticket`;
  }
}
