/** The inputs of a sensitivity analysis by name: by themselves, since the help needs no more. */
export const INPUT_NAMES = [
  'goodput',
  'size',
  'size-tail',
  'rate',
  'setup',
  'latency',
  'lateness',
  'host-status-timeout',
  'runners',
  'retry-interval',
] as const;

export type InputName = (typeof INPUT_NAMES)[number];
