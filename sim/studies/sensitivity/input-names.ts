/**
 * The inputs of a sensitivity analysis by name, what the site is like first, then the faults, then the
 * settings whose row states what is tried of them: by themselves, since the help needs no more.
 */
import {
  HELD_SETTINGS,
  type SETTINGS,
  type SettingName,
  type SettingTrial,
} from '../../mailpath/settings.ts';

const SITE_INPUTS = [
  'goodput',
  'size',
  'size-tail',
  'recipients',
  'rate',
  'profile',
  'backlog',
  'mark-age',
  'gateways',
  'route',
  'fault',
  'equals-ill',
  'setup',
  'latency',
  'latency-per-megabyte',
  'round-trip',
  'addresses',
  'backends',
  'address-order',
  'lifetime',
  'overshoot',
  'cut',
  'connection-limit',
  'throttle',
  'limit-scope',
  'greylisting',
  'uplink',
  'scan-per-message',
  'overhead',
  'between-messages',
  'skip',
  'status-lock',
  'measured-costs',
  'arrangement',
  'runners-are',
  'lock-style',
  'skip-domains',
] as const;

export type SiteInput = (typeof SITE_INPUTS)[number];

/** Of each fault: with several they are numbered, `fault-length-2`. */
const FAULT_INPUTS = [
  'fault-kind',
  'fault-length',
  'fault-at',
  'fault-share',
  'fault-probability',
  'fault-place',
  'fault-every',
  'fault-factor',
  'fault-wait',
] as const;

export type FaultInputName = (typeof FAULT_INPUTS)[number];

export type SettingInput = {
  [N in SettingName]: (typeof SETTINGS)[N] extends { sensitivity: SettingTrial } ? N : never;
}[SettingName];

export type InputName = SiteInput | FaultInputName | SettingInput;

export const VARIED_SETTINGS = HELD_SETTINGS.flatMap(([name, setting]) =>
  setting.kind === 'switch' || typeof setting.sensitivity === 'string'
    ? []
    : [{ ...setting, name: name as SettingInput, sensitivity: setting.sensitivity }],
);

export const INPUT_NAMES: readonly InputName[] = [
  ...SITE_INPUTS,
  ...FAULT_INPUTS,
  ...VARIED_SETTINGS.map(({ name }) => name),
];
