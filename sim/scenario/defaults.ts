/**
 * Values that hold where a scenario says nothing, in the model's units, and the limits of a run; those
 * of settings and costs stand in their tables (sim/mailpath/settings.ts, costs.ts), those of hosts with
 * them (hosts.ts). Where each comes from stands beside its field (scenario-schema.ts), in the text that
 * users see; test/scenario/defaults.test.ts holds the two to each other.
 */
import type { Distribution } from '../engine/distributions.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const DEFAULT_SIZES: Distribution = {
  kind: 'lognormal',
  mean: 75_000,
  sigma: 1.5,
  minimum: 1000,
  maximum: 35e6,
};

export const DEFAULT_REPLICATIONS = 20;
export const DEFAULT_SEED = 'mailpath';
export const DEFAULT_ARRIVALS_MS = 24 * HOUR_MS;
/** Backlog, queued, cuts and marked time are read this long after the last arrivals. */
export const DEFAULT_DRAIN_MS = 48 * HOUR_MS;

/**
 * What keeps a slip from filling the memory, or from running for days: what holds, and how far it can be
 * raised.
 */
export const LIMITS = {
  messages: {
    description: 'Messages that one run may bring at most.',
    default: 20_000_000,
    from: 1,
    to: 1_000_000_000,
  },
  'follow-up': {
    description:
      'Tries after run.ends-after until mail that makes no progress is followed no further: its delay is then at least its age.',
    default: 2_000_000,
    from: 0,
    to: 1_000_000_000,
  },
  // Some 300 bytes each, half as much again while the room for them grows.
  queued: {
    description: 'Messages that may be in the system at one time: about 0.5 GB a million.',
    default: 2_000_000,
    from: 1,
    to: 20_000_000,
  },
  // Minutes of work, more than 20 million messages take.
  events: {
    description:
      'Events that one run may take: arrivals, steps of deliveries, queue runs with a quarter of the messages that they read.',
    default: 1_000_000_000,
    from: 1,
    to: 1_000_000_000_000,
  },
} as const;

export type LimitName = keyof typeof LIMITS;

/** Hosts, and other things of which a scenario names a few. */
export const MAX_HOSTS = 100;
export const MAX_NAMED = 100;
export const MAX_DESTINATIONS = 1000;
export const MAX_ACTIONS = 1000;
export const MAX_EXPECTATIONS = 1000;
export const DAY_MS = 24 * HOUR_MS;

/** Relative mail of each hour of an office day: an assumption, busiest hour 10% of the day. */
export const OFFICE_DAY: readonly number[] = [
  1.2, 0.9, 0.7, 0.7, 0.9, 1.4, 2.6, 5, 8.5, 10, 9.6, 8.8, 7.2, 7.6, 8.4, 8, 6.8, 4.8, 2.8, 1.8,
  1.3, 1, 0.6, 0.4,
];
