/**
 * A random scenario as a file that the program reads, from a seed and a number alone.
 *
 * Small: a few thousand messages at most, so that many are audited in a minute. Varied in what the
 * answers depend on: arrangement, load, settings, faults of every kind and place, limits, routes. Kinds of
 * faults go round by the number, so that some dozens of scenarios have them all. What could keep a run
 * busy for long (mail that is never delivered, retried every few seconds) is bounded by `limits` and by a
 * short return-after.
 */
import { stringify } from 'yaml';
import { RandomStream } from '../../sim/engine/random.ts';
import { FAULT_KINDS, FAULTS, type FaultKind } from '../../sim/mailpath/faults.ts';

const MAX_MESSAGES = 5000;
const MIN_MESSAGES = 30;
/** More than half of the scenarios are small: chance shows there as well, and more of them fit a minute. */
const SKEW = 2.4;
/** A queue that is never at rest is gone through every few seconds. */
const MAX_PERSISTENT = 800;
const REPLICATIONS = 8;

export const ARRANGEMENTS = ['background', 'persistent', 'queue-only'] as const;

type Fields = Record<string, unknown>;

class Chance {
  private readonly stream: RandomStream;

  constructor(seed: string, number: number) {
    this.stream = new RandomStream(seed, number, 'audited scenario');
  }

  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.stream.uniform();
  }

  /** Evenly on a logarithmic scale. */
  scale(low: number, high: number, skew = 1): number {
    return low * (high / low) ** (this.stream.uniform() ** skew);
  }

  is(probability: number): boolean {
    return this.stream.uniform() < probability;
  }

  of<T>(values: readonly T[]): T {
    return values[Math.floor(this.stream.uniform() * values.length)];
  }

  /** The fields, each only with that probability. */
  some(probability: number, fields: Fields): Fields {
    return Object.fromEntries(Object.entries(fields).filter(() => this.is(probability)));
  }
}

export interface ScenarioFile {
  readonly name: string;
  readonly text: string;
}

/** Scenario `number` of a seed, counted from 0. */
export function scenarioFile(seed: string, number: number): ScenarioFile {
  const chance = new Chance(seed, number);
  const minutes = Math.round(chance.scale(4, 360));
  const arrangement = ARRANGEMENTS[number % ARRANGEMENTS.length];
  const max = arrangement === 'persistent' ? MAX_PERSISTENT : MAX_MESSAGES * 0.8;
  const messages = Math.round(chance.scale(MIN_MESSAGES, max, SKEW));
  const hosts = hostNames(chance);
  const fields: Fields = {
    version: 2,
    question: `What holds of random scenario ${number}?`,
    run: {
      'starts-at': chance.of(['00:00', '08:30']),
      'arrivals-for': `${minutes}m`,
      replications: REPLICATIONS,
      seed: `${seed} ${number}`,
      ...chance.some(0.2, {
        'ends-after': `${Math.round(minutes * chance.uniform(0.6, 3)) + 1}m`,
        'count-from': `${Math.round(minutes * chance.uniform(0.05, 0.3))}m`,
        'first-run-at': `${Math.round(chance.uniform(0, 20))}m`,
      }),
    },
    gateway: {
      arrangement,
      ...chance.some(0.3, {
        gateways: chance.of([2, 3]),
        deployment: 'cloud',
        'lock-style': 'flock',
        costs: chance.some(0.5, {
          'status-lock': `${chance.of([0.5, 5, 20])}ms`,
          uplink: `${Math.round(chance.scale(200, 5000))} KB/s`,
          skip: `${chance.of([1, 10, 50])}ms`,
        }),
      }),
    },
    mail: mail(chance, messages, minutes),
    hosts: Object.fromEntries(hosts.map((name, i) => [name, host(chance, minutes, number, i)])),
    ...destinations(chance, hosts),
    settings: settings(chance),
    ...(chance.is(0.3) ? { compare: ['default', 'recommended', 'other'] } : {}),
    objectives: [objective(chance), ...(chance.is(0.2) ? ['cuts = 0'] : [])],
    limits: { 'follow-up': 4000, events: 3_000_000 },
    ...initial(chance, hosts),
    ...actions(chance, minutes),
  };
  return { name: `${seed.replaceAll(/[^\w-]/g, '_')}-${number}`, text: stringify(fields) };
}

function hostNames(chance: Chance): string[] {
  return ['exchange-online', 'second.example', 'third.example'].slice(
    0,
    chance.of([1, 1, 1, 2, 2, 3]),
  );
}

function mail(chance: Chance, messages: number, minutes: number): Fields {
  const bulk = chance.is(0.2) ? Math.round(messages * chance.uniform(0.2, 0.9)) : 0;
  const steady = Math.max(1, messages - bulk);
  const at = Math.floor(minutes * chance.uniform(0, 0.5));
  return {
    arrivals: [
      {
        rate: `${Number(((steady * 60) / minutes).toPrecision(4))}/h`,
        ...chance.some(0.15, { profile: [1, 3, 0.5, 2] }),
      },
      ...(bulk > 0
        ? [{ bulk, at: `${at}m`, over: `${Math.floor((minutes - at) * chance.uniform(0, 0.5))}m` }]
        : []),
    ],
    ...chance.some(0.6, {
      sizes: chance.of<unknown>([
        '20 KB',
        { distribution: 'lognormal', mean: '200 KB', sigma: 1.5, from: '1 KB', to: '35 MB' },
        { distribution: 'uniform', from: '2 KB', to: '2 MB' },
        { distribution: 'exponential', mean: '50 KB' },
      ]),
      recipients: { each: chance.of([1, 3]) },
    }),
  };
}

function host(chance: Chance, minutes: number, number: number, which: number): Fields {
  const addresses = chance.of([1, 2, 8]);
  return {
    ...(which > 0 && chance.is(0.6) ? { like: 'other-server' } : {}),
    addresses,
    backends: chance.of([1, 3, 300]),
    ...(chance.is(0.5) ? { lifetime: lifetime(chance) } : {}),
    ...chance.some(0.25, {
      'address-order': 'fixed',
      latency: { distribution: 'exponential', mean: `${chance.of([200, 1000, 3000])}ms` },
      goodput: chance.of<unknown>([
        '60 KB/s',
        { distribution: 'uniform', from: '30 KB/s', to: '1 MB/s' },
      ]),
      'round-trip': `${chance.of([1, 30, 200])}ms`,
      duplicates: '20%',
    }),
    ...chance.some(0.12, {
      'connection-limit': {
        connections: chance.of([2, 5, 20]),
        of: chance.of(['each-gateway', 'all-gateways']),
      },
      throttle: { messages: chance.of([5, 30]), per: `${chance.of([5, 60])}s` },
      greylisting: {
        minimum: `${chance.of([1, 5])}m`,
        penalty: `${chance.of([0, 2])}m`,
        'first-refusal': `${chance.of([10, 50])}%`,
      },
    }),
    faults: faults(chance, minutes, addresses, 2 * number + which),
  };
}

function lifetime(chance: Chance): unknown {
  if (chance.is(0.25)) return 'none';
  return {
    limit: `${Math.round(chance.scale(30, 1200))}s`,
    overshoot: chance.of<unknown>(['0s', { distribution: 'uniform', from: '0s', to: '60s' }]),
    how: chance.of(['reset', 'eof', '421', 'reset-at-boundary', '421-at-boundary']),
  };
}

/** Of none to three, the first by the number. */
function faults(chance: Chance, minutes: number, addresses: number, first: number): Fields[] {
  const many = chance.of([0, 1, 1, 2, 3]);
  return Array.from({ length: many }, (_, i) => {
    const kind = i === 0 ? FAULT_KINDS[first % FAULT_KINDS.length] : chance.of(FAULT_KINDS);
    return fault(chance, minutes, addresses, kind);
  });
}

function fault(chance: Chance, minutes: number, addresses: number, kind: FaultKind): Fields {
  const { stage, needsWait, wait } = FAULTS[kind];
  const ofMessages = wait === null || ['dot', 'accepted', 'refused'].includes(stage);
  const waits = needsWait === true || (wait !== null && chance.is(0.2));
  return {
    kind,
    at: `${Math.round(minutes * 60 * chance.uniform(0, 0.6))}s`,
    // For good at times: what is rare then goes on all day.
    ...(chance.is(0.8) ? { for: length(chance, minutes) } : {}),
    ...(stage === 'transfer' ? { factor: chance.of([0.5, 0.1]) } : {}),
    ...(waits ? { wait: `${Number(chance.scale(0.5, 60).toPrecision(2))}s` } : {}),
    ...(chance.is(0.25) ? { address: 1 + Math.floor(chance.uniform(0, addresses)) } : {}),
    ...(chance.is(0.25) ? { 'unhealthy-share': `${chance.of([1, 10, 40])}%` } : {}),
    ...(chance.is(0.4) ? { probability: `${chance.of([1, 5, 30, 80])}%` } : {}),
    ...(chance.is(0.15) ? { 'every-connection': chance.of([2, 7]) } : {}),
    ...(ofMessages && chance.is(0.15) ? { 'at-message': chance.of([1, 2, 10]) } : {}),
    ...(ofMessages && chance.is(0.15) ? { 'every-message': chance.of([2, 20]) } : {}),
  };
}

/** From a third of a second to hours. */
function length(chance: Chance, minutes: number): string {
  const seconds = chance.scale(0.3, Math.max(600, minutes * 60));
  return `${Number(seconds.toPrecision(2))}s`;
}

function destinations(chance: Chance, hosts: readonly string[]): Fields {
  if (hosts.length === 1) return {};
  const route = chance.is(0.5) ? [[...hosts]] : [...hosts];
  if (chance.is(0.5)) return { destinations: [{ name: 'all.example', route }] };
  return {
    destinations: [
      { name: 'most.example', share: '80%', route },
      { name: 'rest.example', route: [hosts[hosts.length - 1]] },
    ],
  };
}

function settings(chance: Chance): Fields {
  const retry = Math.round(chance.scale(1, 60));
  return {
    default: {
      runners: chance.of([1, 2, 4]),
      'retry-interval': `${retry}m`,
      'host-status': chance.is(0.75),
      'return-after': `${chance.of([2, 4, 8])}h`,
      ...chance.some(0.15, {
        'host-status-timeout': `${Math.round(chance.scale(1, 120))}m`,
        'messages-per-connection': chance.of([1, 10, 199]),
        'max-queue-children': chance.of([1, 4, 10]),
        'min-queue-age': `${Math.max(1, Math.round(retry / 3))}m`,
        'pass-interval': `${chance.of([1, 5, 30])}s`,
        'background-limit': chance.of([2, 20]),
        'connection-cache': 1,
        'connection-cache-timeout': `${chance.of([1, 60])}s`,
        sort: chance.of(['time', 'host', 'random']),
        'warn-after': '1h',
      }),
    },
    other: {
      extends: chance.of(['default', 'recommended']),
      ...chance.some(0.5, {
        runners: chance.of([3, 8]),
        'host-status': chance.is(0.5),
        'messages-per-connection': chance.of([5, 50]),
      }),
    },
  };
}

function objective(chance: Chance): string {
  return chance.of([
    `p99 < ${Math.round(chance.scale(1, 90))}m`,
    'p99 < 5m',
    `max < ${Math.round(chance.scale(2, 120))}m`,
    `p99 < ${Math.round(chance.scale(1, 60))}m on 90% of days`,
    `p90 < ${Math.round(chance.scale(5, 600))}s`,
  ]);
}

function initial(chance: Chance, hosts: readonly string[]): Fields {
  const drawn = chance.some(0.12, {
    backlog: {
      messages: Math.round(chance.scale(5, 500)),
      age: `${Math.round(chance.scale(1, 120))}m`,
    },
    marks: [{ host: hosts[0], age: `${chance.of([0, 2, 10])}m` }],
  });
  return Object.keys(drawn).length === 0 ? {} : { initial: drawn };
}

function actions(chance: Chance, minutes: number): Fields {
  if (chance.is(0.85)) return {};
  const at = `${Math.round(minutes * chance.uniform(0.2, 0.6) * 60)}s`;
  const does = chance.of<Fields>([{ clear: 'all' }, { flush: true }, { set: { runners: 6 } }]);
  return { actions: [{ at, ...does }] };
}
