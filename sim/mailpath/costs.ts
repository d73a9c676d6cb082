/**
 * What a gateway's own work costs, one row each, by its name in scenario files (gateway.costs). On
 * a real machine these are measured. A new cost is a row here and the mechanism of the model that
 * reads its field: the scenario's fields (sim/scenario/settings-schema.ts), the model's input and
 * its grid of time are loops over this table. Units: ms; the uplink in bytes/ms.
 *
 * They matter where thousands of small steps add up: a skip of 10 ms is nothing for one message and
 * 100 s for a list of ten thousand. The defaults that are not measured are said to be assumptions.
 */
import { quantise } from '../engine/distributions.ts';

interface Cost {
  /** Its name in GatewayCosts. */
  readonly field: string;
  readonly description: string;
  readonly default: number;
  /** Of the default. */
  readonly source: string;
  /** `rate`: bytes per time, or unlimited. `bound`: times are drawn up to it. Absent: a time. */
  readonly is?: 'rate' | 'bound';
}

const MEASURED = 'measured on Sendmail 8.17.1 (docs/validation.md)';

const COSTS = {
  // Fork, reading and sorting the queue.
  'run-start': {
    field: 'runStartMs',
    description: 'From a tick of the queue runs to their first delivery.',
    default: 60,
    source: 'measured on Sendmail 8.17.1: 1 to 58 ms (docs/validation.md), the upper end',
  },
  // The work group is there already.
  'pass-start': {
    field: 'passStartMs',
    description: 'In the persistent arrangement, from the end of its sleep to its first delivery.',
    default: 4,
    source: MEASURED,
  },
  // Runners of a run are forked one after another.
  'runner-gap': {
    field: 'runnerGapMs',
    description: 'Between the starts of the runners of one run.',
    default: 0.75,
    source: MEASURED,
  },
  'runner-jitter': {
    field: 'runnerJitterMs',
    description: 'How late each runner starts at most: which is first is chance.',
    default: 2,
    source: MEASURED,
    is: 'bound',
  },
  'scan-per-message': {
    field: 'scanMs',
    description: 'For each message that a queue run reads before its runners start.',
    default: 0.1,
    source: 'assumption',
  },
  fork: {
    field: 'forkMs',
    description: "From a message's acceptance to its background process's first command.",
    default: 2,
    source: MEASURED,
  },
  // From MAIL to its reply.
  overhead: {
    field: 'overheadMs',
    description: "A message's own work beyond the remote server's wait and the transfer.",
    default: 20,
    source: 'assumption; 40 ms was recorded, nearly all of it an effect of loopback',
  },
  // From the reply to the final dot on.
  'between-messages': {
    field: 'betweenMs',
    description: 'Work between two messages on a connection.',
    default: 4,
    source: 'assumption: of the 44 ms a message that were recorded with the overhead',
  },
  'tick-lateness': {
    field: 'tickLateMs',
    description: 'How late each tick of the queue runs is; ticks drift by it.',
    default: 0.75,
    source: MEASURED,
  },
  // Its queue file is read, written and synced.
  skip: {
    field: 'skipMs',
    description: 'A skip of a message whose host is marked.',
    default: 10,
    source: 'assumption: 1 ms was recorded, perhaps 5 to 20 ms on a busy gateway',
  },
  'status-lock': {
    field: 'statusLockMs',
    description: 'How long a process holds the lock on a host-status file.',
    default: 0,
    source:
      'unless measured: no figure is known, and each 0.5ms would defer 0.6% of first attempts at 10^6 messages a day',
  },
  uplink: {
    field: 'uplinkPerMs',
    description: "The site's uplink, which the connections of all gateways share.",
    default: Number.POSITIVE_INFINITY,
    source: 'assumption',
    is: 'rate',
  },
} as const satisfies Readonly<Record<string, Cost>>;

export type CostName = keyof typeof COSTS;

/** As the model holds them, by their fields. */
export type GatewayCosts = { readonly [N in CostName as (typeof COSTS)[N]['field']]: number };

type Row = Cost & { readonly field: keyof GatewayCosts };

/** The rows, to be gone through. */
export const COST_ROWS = Object.entries(COSTS) as readonly (readonly [CostName, Row])[];

/** A value for each cost. */
export function costsBy(value: (name: CostName, row: Row) => number): GatewayCosts {
  const values = COST_ROWS.map(([name, row]) => [row.field, value(name, row)]);
  return Object.fromEntries(values) as GatewayCosts;
}

/** What holds where a scenario says nothing. */
export const DEFAULT_COSTS = costsBy((_, row) => row.default);

/** On the grid of time, so that adding them up is exact. */
export function costsOnGrid(costs: GatewayCosts): GatewayCosts {
  return costsBy((_, { field, is }) => (is === undefined ? quantise(costs[field]) : costs[field]));
}
