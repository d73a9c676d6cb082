/**
 * The inputs of a sensitivity analysis by name, what the site is like first, then the settings whose
 * row states a range: by themselves, since the help needs no more.
 */
import {
  HELD_SETTINGS,
  type SETTINGS,
  type SensitivityRange,
  type SettingName,
} from '../../mailpath/settings.ts';

const SITE_INPUTS = [
  'goodput',
  'size',
  'size-tail',
  'rate',
  'setup',
  'latency',
  'overshoot',
] as const;

export type SiteInput = (typeof SITE_INPUTS)[number];

export type SettingInput = {
  [N in SettingName]: (typeof SETTINGS)[N] extends { sensitivity: SensitivityRange } ? N : never;
}[SettingName];

export type InputName = SiteInput | SettingInput;

export const VARIED_SETTINGS = HELD_SETTINGS.flatMap(([name, setting]) =>
  setting.kind === 'switch' || setting.kind === 'choice' || setting.sensitivity === undefined
    ? []
    : [{ ...setting, name: name as SettingInput, sensitivity: setting.sensitivity }],
);

export const INPUT_NAMES: readonly InputName[] = [
  ...SITE_INPUTS,
  ...VARIED_SETTINGS.map(({ name }) => name),
];
