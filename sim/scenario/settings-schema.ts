/**
 * The fields of a named setting, one for each row of the table of settings, and of the gateway that
 * it is a setting of. Defaults stand beside their sources.
 */
import { z } from 'zod';
import {
  SETTING_ROWS,
  type Setting,
  type SettingName,
  type SettingValue,
} from '../mailpath/settings.ts';
import { choice, count, duration, goodput, onOff, quantity, text } from './field.ts';
import { writtenQuantity } from './quantity.ts';

type Fields = { [N in SettingName]: z.ZodOptional<z.ZodType<SettingValue<N>>> };

export const settingSchema = z.strictObject({
  extends: text({ description: 'The setting that this one changes; absent: default.' }).optional(),
  ...(Object.fromEntries(
    SETTING_ROWS.map(([name, setting]) => [name, fieldOf(setting).optional()]),
  ) as Fields),
});

function fieldOf(setting: Setting): z.ZodType {
  const { description, defaultText, source } = setting;
  const standard = defaultText ?? writtenSetting(setting, setting.default);
  const meta = { description, default: standard, source };
  switch (setting.kind) {
    case 'count':
      return count(meta, setting.bounds, setting.unlimited);
    case 'duration': {
      const { from = 0 } = setting.bounds;
      const shown = from > 0 ? { shown: `${writtenQuantity('duration', from)} or more` } : {};
      return quantity('duration', meta, { ...setting.bounds, ...shown }, setting.unlimited);
    }
    case 'switch':
      return onOff(meta);
    case 'choice':
      return choice(setting.words, meta);
  }
}

/** A value of a setting as one writes it into a scenario. */
export function writtenSetting(
  { kind }: Pick<Setting, 'kind'>,
  value: number | boolean | string,
): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (value === Number.POSITIVE_INFINITY) return 'unlimited';
  return kind === 'duration' && typeof value === 'number' && value > 0
    ? writtenQuantity('duration', value)
    : String(value);
}

export type SettingFields = z.output<typeof settingSchema>;

const costsSchema = z.strictObject({
  'run-start': duration({
    description: 'From a tick of the queue runs to their first delivery.',
    default: '60ms',
    source: 'measured on Sendmail 8.17.1: 1 to 58 ms (docs/validation.md), the upper end',
  }).optional(),
  'pass-start': duration({
    description: 'In the persistent arrangement, from the end of its sleep to its first delivery.',
    default: '4ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  'runner-gap': duration({
    description: 'Between the starts of the runners of one run.',
    default: '0.75ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  'runner-jitter': duration({
    description: 'How late each runner starts at most: which is first is chance.',
    default: '2ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  'scan-per-message': duration({
    description: 'For each message that a queue run reads before its runners start.',
    default: '0.1ms',
    source: 'assumption',
  }).optional(),
  fork: duration({
    description: "From a message's acceptance to its background process's first command.",
    default: '2ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  overhead: duration({
    description: "A message's own work beyond the far side's wait and the transfer.",
    default: '20ms',
    source: 'assumption; recorded were 40 ms, nearly all of it an effect of loopback',
  }).optional(),
  'between-messages': duration({
    description: 'Work between two messages on a connection.',
    default: '4ms',
    source: 'assumption: of the 44 ms a message that were recorded with the overhead',
  }).optional(),
  'tick-lateness': duration({
    description: 'How late each tick of the queue runs is; ticks drift by it.',
    default: '0.75ms',
    source: 'measured on Sendmail 8.17.1 (docs/validation.md)',
  }).optional(),
  skip: duration({
    description: 'A skip of a message whose host is marked.',
    default: '10ms',
    source: 'assumption: recorded was 1 ms, perhaps 5 to 20 ms on a busy gateway',
  }).optional(),
  'status-lock': duration({
    description: 'How long a process holds the lock on a host-status file.',
    default: '0',
    source:
      'unless measured: no figure is known, and each 0.5ms would defer 0.6% of first attempts at 10^6 messages a day',
  }).optional(),
  uplink: goodput(
    {
      description: "The site's uplink, which the connections of all gateways share.",
      default: 'unlimited',
      source: 'assumption',
    },
    true,
  ).optional(),
});

export const gatewaySchema = z.strictObject({
  arrangement: choice(['background', 'persistent', 'queue-only'], {
    description: 'How first attempts and retries are made.',
    default: 'background',
    source: 'public Proofpoint logs: a process a message, 0.2 s after acceptance',
  }).optional(),
  gateways: count(
    {
      description:
        "Gateways with a queue and a host-status table each. The mail is the site's: each message comes in at one of them, with equal chances.",
      default: '1',
    },
    { from: 1, to: 64 },
  ).optional(),
  deployment: choice(['on-premises', 'cloud'], {
    description: 'Who can switch HostStat off: the administrator, or Proofpoint Support.',
    default: 'on-premises',
    source: 'article',
  }).optional(),
  'lock-style': choice(['fcntl', 'flock'], {
    description: 'How queue files are locked: decides the priority of a background first attempt.',
    default: 'fcntl',
    source: "the article's sample line (pri=121904) shows fcntl",
  }).optional(),
  'skip-domains': onOff({
    description:
      'Sendmail is built with _FFR_SKIP_DOMAINS, as Debian does: with `sort: host` the runners of a run share out domains, not messages.',
    default: 'off',
    source: "Sendmail 8.17's own default; Proofpoint's is not public",
  }).optional(),
  costs: costsSchema.optional().meta({ description: "What a gateway's own work costs." }),
});
