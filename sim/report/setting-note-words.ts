/** What is said of a named setting beside its values, a sentence each. */
import type { BoundField, SettingNote } from '../scenario/setting-note.ts';

const FIELD_WORDS: Readonly<Record<BoundField, string>> = {
  'messages-per-connection': 'messages per connection',
  runners: 'runners',
  'retry-interval': 'retry interval',
  'host-status': 'host status',
};

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
      return note.field === 'host-status'
        ? `${setting} keeps host status ${note.value}: the scenario binds ${note.bound}`
        : `${setting} has ${FIELD_WORDS[note.field]} ${note.value} in place of ${note.wanted}: the scenario binds ${note.bound}`;
    case 'bound-broken':
      return `${setting} breaks the scenario's bound ${note.bound}: ${FIELD_WORDS[note.field]} is written as ${note.value}, and stays`;
    case 'single-thread-delivery':
      return `${setting} switches host status off, and with it SingleThreadDelivery where that is on: Sendmail wants HostStatusDirectory for it`;
    case 'support-ticket':
      return `${setting} switches host status off: in the cloud Proofpoint Support has to, by a ticket`;
  }
}
