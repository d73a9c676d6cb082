/**
 * Random scenarios for the property tests: small, varied, and made of parts so that a failing one
 * shrinks to the few parts that matter.
 *
 * Units as in sim/mailpath/input.ts. Time scales are those of the bench: seconds, not hours.
 */
import fc from 'fast-check';
import type { GatewayCosts } from '../../sim/mailpath/costs.ts';
import { FAULT_KINDS } from '../../sim/mailpath/faults.ts';
import {
  type ArrivalProcess,
  type DestinationInput,
  type FaultInput,
  HITS_ALL,
  type HostInput,
  type MailPathInput,
  type OperatorAction,
} from '../../sim/mailpath/input.ts';
import { type GatewaySettings, SETTINGS } from '../../sim/mailpath/settings.ts';
import { gatewaySettings } from '../mailpath/gateway-settings.ts';

const settings: fc.Arbitrary<GatewaySettings> = fc
  .record({
    firstAttempt: fc.constantFrom('queue' as const, 'background' as const),
    queueRuns: fc.constantFrom('interval' as const, 'persistent' as const),
    retryIntervalMs: fc.constantFrom(5000, 1000, 20_000),
    passIntervalMs: fc.constantFrom(5000, 1000, 20_000),
    minQueueAgeMs: fc.constantFrom(0, 4000),
    maxQueueAgeMs: fc.constantFrom(0, 30_000),
    runners: fc.integer({ min: 1, max: 4 }),
    maxQueueChildren: fc.constantFrom(0, 2, 6),
    messagesPerConnection: fc.constantFrom(Number.POSITIVE_INFINITY, 1, 2, 7),
    connectionAgeMs: fc.constantFrom(Number.POSITIVE_INFINITY, 3000),
    hostStatus: fc.boolean(),
    hostStatusTimeoutMs: fc.constantFrom(20_000, 3000),
    connectionCacheSize: fc.integer({ min: 1, max: 3 }),
    connectionCacheTimeoutMs: fc.constantFrom(300_000, 2000),
    sort: fc.constantFrom(...SETTINGS.sort.words),
    backgroundLimit: fc.constantFrom(Number.POSITIVE_INFINITY, 3),
    lockStyle: fc.constantFrom('flock' as const, 'fcntl' as const),
    skipDomains: fc.boolean(),
    warnAfterMs: fc.constantFrom(1e9, 10_000),
    returnAfterMs: fc.constantFrom(1e9, 60_000),
  })
  .map((drawn) =>
    gatewaySettings({
      ...drawn,
      // Persistent passes may leave no wait at all before a retry; ticks need an interval.
      retryIntervalMs:
        drawn.queueRuns === 'persistent' ? drawn.minQueueAgeMs : drawn.retryIntervalMs,
    }),
  );

const costs: fc.Arbitrary<GatewayCosts> = fc.record({
  runStartMs: fc.constantFrom(20, 0),
  passStartMs: fc.constantFrom(2, 0),
  runnerGapMs: fc.constantFrom(0, 1),
  runnerJitterMs: fc.constantFrom(0, 3),
  scanMs: fc.constantFrom(0, 0.5),
  forkMs: fc.constantFrom(2, 0),
  overheadMs: fc.constantFrom(45, 0.3, 0),
  betweenMs: fc.constantFrom(4, 0),
  tickLateMs: fc.constantFrom(0, 0.75),
  skipMs: fc.constantFrom(1, 0, 10.7),
  statusLockMs: fc.constantFrom(0, 0.5, 20),
  uplinkPerMs: fc.constantFrom(Number.POSITIVE_INFINITY, 40, 3),
});

const ALWAYS: Omit<FaultInput, 'kind'> = {
  fromMs: 0,
  toMs: 1e9,
  ...HITS_ALL,
};

const fault: fc.Arbitrary<FaultInput> = fc.record({
  kind: fc.constantFrom(...FAULT_KINDS),
  fromMs: fc.constantFrom(0, 3000, 10_000),
  toMs: fc.constantFrom(5000, 12_000, 1e9),
  address: fc.constantFrom(-1, 0),
  unhealthyShare: fc.constantFrom(1, 0.3),
  probability: fc.constantFrom(1, 0.5, 0.1),
  everyConnection: fc.constantFrom(0, 3),
  atMessage: fc.constantFrom(0, 2),
  everyMessage: fc.constantFrom(0, 5),
  factor: fc.constantFrom(0.5, 0.1),
  waitMs: fc.constantFrom(0, 1500),
});

/** Messages refused, after which the connection ends: at the next command, or a few later. */
const endedRefusals: fc.Arbitrary<FaultInput[]> = fc
  .record({
    refusal: fc.record({
      kind: fc.constantFrom('mail-4xx', 'rcpt-4xx', 'mail-5xx', 'rcpt-5xx'),
      probability: fc.constantFrom(0.2, 0.5),
    }),
    end: fc.record({
      kind: fc.constantFrom('refused-reset', 'refused-421'),
      probability: fc.constantFrom(1, 0.5),
      waitMs: fc.constantFrom(0, 2, 7, 100, 1500),
    }),
  })
  .map(({ refusal, end }) => [
    { ...ALWAYS, ...refusal },
    { ...ALWAYS, ...end },
  ]);

const host = fc
  .record({
    addresses: fc.integer({ min: 1, max: 3 }),
    addressOrder: fc.constantFrom('fixed' as const, 'rotated' as const),
    lifetime: fc.option(
      fc.record({
        limitMs: fc.constantFrom(4000, 1000, 20_000),
        overshoot: fc.constantFrom(
          { kind: 'constant' as const, value: 0 },
          { kind: 'uniform' as const, low: 0, high: 500 },
        ),
        how: fc.constantFrom('reset', 'eof', '421', 'reset-at-boundary', '421-at-boundary'),
      }),
      { nil: null },
    ),
    setupMs: fc.constantFrom(2, 0, 300),
    latencyMs: fc.constantFrom(200, 0),
    goodput: fc.constantFrom(40, 1e6),
    roundTripMs: fc.constantFrom(1, 0, 30),
    faults: fc.array(fault, { maxLength: 3 }),
    refusals: fc.option(endedRefusals, { nil: [], freq: 1 }),
    connectionLimit: fc.constantFrom(Number.POSITIVE_INFINITY, 2),
    connectionLimitOf: fc.constantFrom('all' as const, 'gateway' as const),
    throttle: fc.option(
      fc.record({
        messages: fc.constant(5),
        windowMs: fc.constant(2000),
        of: fc.constantFrom('all' as const, 'gateway' as const),
      }),
      { nil: null },
    ),
    greylisting: fc.option(fc.constant({ minimumMs: 3000, penaltyMs: 2000, firstRefusal: 0.3 }), {
      nil: null,
    }),
    duplicateShare: fc.constantFrom(0, 0.5),
    /** Nothing varies: many things happen at the same moment. */
    even: fc.boolean(),
  })
  .map(
    ({
      addresses,
      setupMs,
      latencyMs,
      goodput,
      even,
      faults,
      refusals,
      ...rest
    }): Omit<HostInput, 'name'> => ({
      ...rest,
      faults: [...faults, ...refusals],
      addresses: Array.from({ length: addresses }, (_, i) => ({
        address: `127.0.0.${i + 2}`,
        backends: 10,
      })),
      setup: { kind: 'constant', value: setupMs },
      latency: even
        ? { kind: 'constant', value: latencyMs }
        : { kind: 'exponential', mean: latencyMs + 1 },
      latencyPerByteMs: 0,
      goodput: even
        ? { kind: 'constant', value: 1e9 }
        : { kind: 'uniform', low: goodput / 2, high: goodput },
    }),
  );

const arrivals: fc.Arbitrary<ArrivalProcess> = fc.oneof(
  fc.record({
    kind: fc.constant('bulk' as const),
    atMs: fc.integer({ min: 0, max: 5000 }),
    overMs: fc.constantFrom(0, 1000),
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({
    kind: fc.constant('poisson' as const),
    ratePerMs: fc.constantFrom(0.002, 0.005),
    profile: fc.constantFrom([], [0.5, 1.5]),
    periodMs: fc.constant(10_000),
    fromMs: fc.constant(0),
    toMs: fc.constantFrom(8000, 20_000),
  }),
);

const action: fc.Arbitrary<OperatorAction> = fc.oneof(
  fc.record({
    kind: fc.constant('clear' as const),
    atMs: fc.integer({ min: 0, max: 30_000 }),
    host: fc.constant(-1),
  }),
  fc.record({ kind: fc.constant('flush' as const), atMs: fc.integer({ min: 0, max: 30_000 }) }),
  fc.record({
    kind: fc.constant('set' as const),
    atMs: fc.integer({ min: 0, max: 30_000 }),
    settings: fc.constantFrom<Partial<GatewaySettings>>(
      { hostStatus: false },
      { runners: 3, retryIntervalMs: 2000, passIntervalMs: 2000 },
      { messagesPerConnection: 3 },
      { queueRuns: 'persistent', passIntervalMs: 1000, retryIntervalMs: 0 },
      { retryIntervalMs: 1001, passIntervalMs: 1001 },
      { maxQueueChildren: 1 },
      { firstAttempt: 'background' },
    ),
  }),
);

/** Any small scenario. */
export const anyScenario: fc.Arbitrary<MailPathInput> = fc
  .record({
    settings,
    costs,
    gateways: fc.constantFrom(1, 2),
    arrivals: fc.array(arrivals, { minLength: 1, maxLength: 2 }),
    hosts: fc.array(host, { minLength: 1, maxLength: 3 }),
    grouped: fc.boolean(),
    destinations: fc.constantFrom(1, 2),
    backlog: fc.option(fc.constant({ messages: 15, ageMs: 7000 }), { nil: null }),
    marked: fc.boolean(),
    actions: fc.array(action, { maxLength: 2 }),
    endMs: fc.constantFrom(120_000, 25_000),
    ties: fc.constantFrom('arrival' as const, 'random' as const),
    countFromMs: fc.constantFrom(0, 5_000),
    countToMs: fc.constantFrom(Number.POSITIVE_INFINITY, 15_000),
    readAtMs: fc.constantFrom(Number.POSITIVE_INFINITY, 20_000),
    overheadSpread: fc.constantFrom(0.1, 0),
    recipients: fc.constantFrom(1, 3),
  })
  .map(({ hosts, grouped, destinations, marked, ...rest }) => ({
    ...rest,
    sizes: { kind: 'uniform' as const, low: 500, high: 20_000 },
    hosts: hosts.map((h, i) => ({ ...h, name: `host${i}.test` })),
    destinations: routes(hosts.length, grouped, destinations),
    marks: marked ? [{ host: 0, ageMs: 1000 }] : [],
    maxInSystem: Number.POSITIVE_INFINITY,
    maxFollowUpTries: Number.POSITIVE_INFINITY,
    maxEvents: Number.POSITIVE_INFINITY,
    arrivalsEndMs: rest.endMs,
    firstTickMs: null,
    clockMs: null,
  }));

/** All hosts for the first destination, in order or as equals; the last host for the second. */
function routes(hosts: number, grouped: boolean, destinations: number): DestinationInput[] {
  const all = Array.from({ length: hosts }, (_, i) => i);
  const first = grouped ? [all] : all.map((i) => [i]);
  if (destinations === 1) return [{ name: 'a.example', share: 1, route: first }];
  return [
    { name: 'a.example', share: 0.7, route: first },
    { name: 'b.example', share: 0.3, route: [[hosts - 1]] },
  ];
}
