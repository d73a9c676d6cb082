/**
 * Values that hold where a scenario says nothing, in the model's units; those of settings and costs
 * stand in their tables (sim/mailpath/settings.ts, costs.ts). Where each comes from stands beside its
 * field (hosts-schema.ts, scenario-schema.ts), in the text that users see;
 * test/scenario/defaults.test.ts holds the two to each other.
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

/** What a host is like that is not described further. */
export interface HostDefaults {
  readonly addresses: number;
  readonly backends: number;
  readonly lifetimeMs: number;
  readonly overshoot: Distribution;
  readonly setup: Distribution;
  readonly latency: Distribution;
  readonly goodput: Distribution;
  readonly roundTripMs: number;
}

const EXCHANGE_ONLINE: HostDefaults = {
  addresses: 8,
  backends: 300,
  lifetimeMs: 20 * MINUTE_MS,
  overshoot: { kind: 'uniform', low: 0, high: MINUTE_MS },
  setup: { kind: 'uniform', low: 160, high: 600 },
  // A transaction of 8 to 29 KB then takes 0.33 to 1.8 s, as in public logs (docs/model.md).
  latency: { kind: 'lognormal', mean: 760, sigma: 0.45, minimum: 10, maximum: 60_000 },
  goodput: { kind: 'lognormal', mean: 330, sigma: 0.5, minimum: 10, maximum: 10_000 },
  roundTripMs: 30,
};

export const HOST_DEFAULTS: Readonly<Record<'exchange-online' | 'other-server', HostDefaults>> = {
  'exchange-online': EXCHANGE_ONLINE,
  'other-server': {
    ...EXCHANGE_ONLINE,
    addresses: 1,
    backends: 1,
    lifetimeMs: Number.POSITIVE_INFINITY,
  },
};

export const DEFAULT_REPLICATIONS = 20;
export const DEFAULT_SEED = 'mailpath';
export const DEFAULT_ARRIVALS_MS = 24 * HOUR_MS;
/** Backlog, queued, cuts and marked time are read this long after the last arrivals. */
export const DEFAULT_DRAIN_MS = 48 * HOUR_MS;
/** Tries after the reading, until the follow-up of mail that makes no progress is given up. */
export const DEFAULT_FOLLOW_UP = 2_000_000;
export const DEFAULT_MESSAGE_LIMIT = 20_000_000;
/** At one time: some 300 bytes each, half as much again while the room for them grows. */
export const DEFAULT_QUEUED_LIMIT = 2_000_000;
/** Events of a run: minutes of work, more than 20 million messages take. */
export const DEFAULT_EVENT_LIMIT = 1_000_000_000;
/** As far as the limits can be raised. */
export const MAX_MESSAGES = 1_000_000_000;
export const MAX_QUEUED = 20_000_000;
export const MAX_EVENTS = 1_000_000_000_000;
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
