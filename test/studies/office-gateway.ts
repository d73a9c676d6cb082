/**
 * A small gateway for tests: background delivery to one name that cuts connections at their
 * lifetime, an hour of mail, a refusal at greeting of two minutes. Times in ms, sizes in bytes.
 */
import { type FaultInput, HITS_ALL, type MailPathInput } from '../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import { gatewaySettings } from '../mailpath/gateway-settings.ts';

const MINUTE = 60_000;

export const REFUSAL: FaultInput = {
  kind: 'greeting-421',
  fromMs: 5 * MINUTE,
  toMs: 7 * MINUTE,
  ...HITS_ALL,
};

/** One message a second for half an hour; 0.9 s a message; lifetime 3 min. */
export function officeGateway(
  settings: Partial<GatewaySettings> = {},
  changes: Partial<MailPathInput> = {},
): MailPathInput {
  return {
    settings: gatewaySettings({
      retryIntervalMs: 10 * MINUTE,
      hostStatusTimeoutMs: 10 * MINUTE,
      backgroundLimit: Number.POSITIVE_INFINITY,
      ...settings,
    }),
    costs: {
      runStartMs: 20,
      passStartMs: 2,
      runnerGapMs: 1,
      runnerJitterMs: 0,
      scanMs: 0,
      forkMs: 5,
      overheadMs: 50,
      betweenMs: 5,
      tickLateMs: 0,
      skipMs: 5,
      statusLockMs: 0.5,
      uplinkPerMs: Number.POSITIVE_INFINITY,
    },
    gateways: 1,
    arrivals: [
      {
        kind: 'poisson',
        ratePerMs: 0.001,
        profile: [],
        periodMs: 24 * 60 * MINUTE,
        fromMs: 0,
        toMs: 30 * MINUTE,
      },
    ],
    sizes: { kind: 'lognormal', mean: 50_000, sigma: 1.5, minimum: 500, maximum: 30e6 },
    recipients: 1,
    hosts: [
      {
        name: 'exchange-online.test',
        addresses: [
          { address: '192.0.2.1', backends: 300 },
          { address: '192.0.2.2', backends: 300 },
        ],
        addressOrder: 'rotated',
        lifetime: {
          limitMs: 3 * MINUTE,
          overshoot: { kind: 'constant', value: 0 },
          how: 'reset',
        },
        setup: { kind: 'constant', value: 300 },
        latency: { kind: 'exponential', mean: 350 },
        latencyPerByteMs: 0,
        goodput: { kind: 'constant', value: 250 },
        roundTripMs: 20,
        faults: [REFUSAL],
        connectionLimit: Number.POSITIVE_INFINITY,
        connectionLimitOf: 'all',
        throttle: null,
        greylisting: null,
        duplicateShare: 0,
      },
    ],
    destinations: [{ name: 'exchange-online', share: 1, route: [[0]] }],
    backlog: null,
    marks: [],
    actions: [],
    maxInSystem: Number.POSITIVE_INFINITY,
    endMs: 24 * 60 * MINUTE,
    arrivalsEndMs: 30 * MINUTE,
    firstTickMs: null,
    clockMs: null,
    countFromMs: 0,
    countToMs: Number.POSITIVE_INFINITY,
    readAtMs: Number.POSITIVE_INFINITY,
    maxFollowUpTries: Number.POSITIVE_INFINITY,
    maxEvents: Number.POSITIVE_INFINITY,
    overheadSpread: 0,
    ties: 'arrival',
    ...changes,
  };
}

/** The settings that the article recommends, on the same gateway. */
export const RECOMMENDED: Partial<GatewaySettings> = {
  messagesPerConnection: 199,
  runners: 4,
  hostStatus: false,
  retryIntervalMs: MINUTE,
};

/** So many days of that mail. A million messages is twelve. */
export function longGateway(days: number): MailPathInput {
  const endMs = days * 24 * 60 * MINUTE;
  const { arrivals } = officeGateway();
  return officeGateway(
    {},
    {
      arrivals: arrivals.map((arrival) => ({ ...arrival, toMs: endMs })),
      arrivalsEndMs: endMs,
      endMs: endMs + 60 * MINUTE,
    },
  );
}
