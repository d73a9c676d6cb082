/**
 * What one setting changes against another: the gateway's settings that differ, and the operator's
 * actions, by the names of scenario files. Null stands for "no limit".
 */
import type { GatewaySettings, MailPathInput } from '../mailpath/input.ts';
import { REMEDIES } from '../mailpath/remedies.ts';
import { duration, quantity } from './quantity.ts';
import type { SettingResult } from './result-schema.ts';

type SettingName = keyof GatewaySettings;

/** Names as scenario files and the article have them, in the order of a report. */
export const SETTING_NAMES: Readonly<Record<SettingName, string>> = {
  messagesPerConnection: 'messages per connection',
  runners: 'queue runners',
  hostStatus: 'host status',
  hostStatusTimeoutMs: 'host status timeout',
  retryIntervalMs: 'message retry interval',
  passIntervalMs: 'pass interval',
  minQueueAgeMs: 'minimum queue age',
  maxQueueAgeMs: 'maximum queue age',
  connectionAgeMs: 'connection age',
  firstAttempt: 'first attempt',
  queueRuns: 'queue runs',
  maxQueueChildren: 'maximum queue children',
  backgroundLimit: 'background processes',
  connectionCacheSize: 'connection cache',
  connectionCacheTimeoutMs: 'connection cache timeout',
  sort: 'sort order',
  lockStyle: 'lock style',
  skipDomains: 'runners by domain',
  warnAfterMs: 'warning after',
  returnAfterMs: 'return after',
};

/** Who in the cloud changes a setting, by its name in a report. */
export function doneInCloudBy(name: string): string {
  const remedy = REMEDIES.find(
    (one) => one.kind !== 'action' && SETTING_NAMES[one.setting] === name,
  );
  return remedy?.doneInCloudBy ?? 'administrator';
}

/** The differences from `first` to `other`, in the order of SETTING_NAMES. */
export function settingChanges(
  first: MailPathInput,
  other: MailPathInput,
): SettingResult['changes'] {
  const changes: SettingResult['changes'] = [];
  for (const key of Object.keys(SETTING_NAMES) as SettingName[]) {
    const [from, to] = [first.settings[key], other.settings[key]];
    if (from !== to) {
      const unit = key.endsWith('Ms') ? ('ms' as const) : null;
      changes.push({ setting: SETTING_NAMES[key], from: plain(from), to: plain(to), unit });
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

function plain(value: string | number | boolean): string | number | boolean | null {
  return value === Number.POSITIVE_INFINITY ? null : value;
}

/** What the operator does, in a few words: `clears the table at once`. */
function actionWords({ actions }: MailPathInput): string {
  const told = actions.map((action) => {
    const when = action.atMs === 0 ? 'at once' : `after ${duration(action.atMs)}`;
    if (action.kind === 'clear') return `clears the table ${when}`;
    return action.kind === 'flush' ? `flushes the queue ${when}` : `changes settings ${when}`;
  });
  if (told.length === 0) return 'does nothing';
  return told.length <= 2 ? told.join(', ') : `acts ${told.length} times`;
}
