/**
 * The fields of a named setting, one for each row of the table of settings, and of the gateway that
 * it is a setting of, its costs by their table. Defaults stand beside their sources.
 */
import { z } from 'zod';
import { COST_ROWS, type CostName } from '../mailpath/costs.ts';
import {
  SETTING_ROWS,
  type Setting,
  type SettingName,
  type SettingValue,
} from '../mailpath/settings.ts';
import { choice, count, duration, onOff, quantity, text } from './field.ts';
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
      return count({ ...meta, ...setting.bounds, unlimited: setting.unlimited });
    case 'duration': {
      const { bounds, unlimited } = setting;
      const { from = 0 } = bounds;
      const shown = from > 0 ? `${writtenQuantity('duration', from)} or more` : undefined;
      return duration({ ...meta, ...bounds, shown, unlimited });
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

const costsSchema = z.strictObject(
  Object.fromEntries(
    COST_ROWS.map(([name, { is, ...row }]) => {
      const meta = { ...row, default: writtenSetting({ kind: 'duration' }, row.default) };
      return [
        name,
        (is === 'rate'
          ? quantity('goodput', { ...meta, unlimited: true })
          : duration(meta)
        ).optional(),
      ];
    }),
  ) as unknown as { [N in CostName]: z.ZodOptional<z.ZodType<number>> },
);

export const gatewaySchema = z.strictObject({
  arrangement: choice(['background', 'persistent', 'queue-only'], {
    description: 'How first attempts and retries are made.',
    default: 'background',
    source: 'public Proofpoint logs: a process a message, 0.2 s after acceptance',
  }).optional(),
  gateways: count({
    description:
      "Gateways with a queue and a host-status table each. The mail is the site's: each message comes in at one of them, with equal chances.",
    default: '1',
    to: 64,
  }).optional(),
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
