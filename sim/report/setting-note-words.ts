/** What is said of a named setting beside its values, a sentence each. */
import { REMEDY_NUMBERS, REMEDY_SWITCHES } from '../mailpath/remedies.ts';
import type { BoundField, SettingNote } from '../scenario/setting-note.ts';
import { SETTING_NAMES } from './setting-changes.ts';

/** By its field in scenario files. */
function labelOf(field: BoundField): string {
  const remedy = [...REMEDY_NUMBERS, ...REMEDY_SWITCHES].find((one) => one.field === field);
  return remedy === undefined ? field : SETTING_NAMES[remedy.setting];
}

/** `settings`: those that the report is about. */
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
        ? `${setting} keeps ${labelOf(note.field)} ${note.value}: the scenario binds ${note.bound}`
        : `${setting} has ${labelOf(note.field)} ${note.value} in place of ${note.wanted}: the scenario binds ${note.bound}`;
    case 'bound-broken':
      return `${setting} breaks the scenario's bound ${note.bound}: ${labelOf(note.field)} is written as ${note.value}, and stays`;
    case 'single-thread-delivery':
      return `${setting} switches host status off, and with it SingleThreadDelivery where that is on: Sendmail wants HostStatusDirectory for it`;
    case 'support-ticket':
      return `${setting} switches ${labelOf(note.field)} ${note.value}: in the cloud ${note.by} has to, by a ticket`;
  }
}
