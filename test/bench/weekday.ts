/**
 * The model's benchmark: a weekday's mail, 24 hours, at both ends of the settings and in each
 * arrangement. Values as in scenarios/main.yaml, at the rate that gives the messages asked for.
 */
import { HITS_ALL, type MailPathInput } from '../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../sim/mailpath/settings.ts';
import { gatewaySettings } from '../mailpath/gateway-settings.ts';

const HOUR_MS = 3_600_000;

export const ARRANGEMENTS = ['background', 'persistent', 'queue-only'] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];
export const ENDS = ['default', 'recommended'] as const;
export type End = (typeof ENDS)[number];

/** Relative rate of each hour of an office day. */
const OFFICE_DAY = [
  0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.6, 1.1, 1.9, 2.3, 2.2, 2, 1.7, 1.8, 2, 1.9, 1.7, 1.3, 0.8, 0.6,
  0.45, 0.35, 0.2, 0.1,
];

export function weekday(messages: number, arrangement: Arrangement, end: End): MailPathInput {
  const mean = OFFICE_DAY.reduce((a, b) => a + b, 0) / OFFICE_DAY.length;
  return {
    settings: settings(arrangement, end, messages),
    costs: {
      runStartMs: 60,
      passStartMs: 2,
      runnerGapMs: 1,
      runnerJitterMs: 2,
      scanMs: 0.05,
      forkMs: 5,
      overheadMs: 20,
      betweenMs: 5,
      tickLateMs: 1,
      skipMs: 10,
      statusLockMs: 0.5,
      uplinkPerMs: Number.POSITIVE_INFINITY,
    },
    gateways: 1,
    arrivals: [
      {
        kind: 'poisson',
        ratePerMs: messages / (24 * HOUR_MS),
        profile: OFFICE_DAY.map((rate) => rate / mean),
        periodMs: 24 * HOUR_MS,
        fromMs: 0,
        toMs: 24 * HOUR_MS,
      },
    ],
    sizes: { kind: 'lognormal', mean: 75_000, sigma: 1.5, minimum: 1000, maximum: 35e6 },
    recipients: 1,
    hosts: [
      {
        name: 'tenant.mail.protection.outlook.com',
        addresses: [1, 2, 3].map((i) => ({ address: `192.0.2.${i}`, backends: 300 })),
        addressOrder: 'rotated',
        lifetime: {
          limitMs: 1_200_000,
          overshoot: { kind: 'uniform', low: 0, high: 60_000 },
          how: 'reset',
        },
        setup: { kind: 'uniform', low: 160, high: 600 },
        latency: { kind: 'lognormal', mean: 190, sigma: 0.5, minimum: 20, maximum: 60_000 },
        latencyPerByteMs: 0,
        goodput: { kind: 'lognormal', mean: 1000, sigma: 0.5, minimum: 20, maximum: 20_000 },
        roundTripMs: 20,
        faults: [
          {
            kind: 'greeting-421',
            fromMs: 9 * HOUR_MS,
            toMs: 9 * HOUR_MS + 120_000,
            ...HITS_ALL,
          },
        ],
        connectionLimit: Number.POSITIVE_INFINITY,
        connectionLimitOf: 'all',
        throttle: null,
        greylisting: null,
        duplicateShare: 0,
      },
    ],
    destinations: [{ name: 'all', share: 1, route: [[0]] }],
    backlog: null,
    marks: [],
    actions: [],
    maxInSystem: Number.POSITIVE_INFINITY,
    endMs: 48 * HOUR_MS,
    arrivalsEndMs: 24 * HOUR_MS,
    firstTickMs: null,
    clockMs: null,
    countFromMs: 0,
    countToMs: Number.POSITIVE_INFINITY,
    readAtMs: Number.POSITIVE_INFINITY,
    maxFollowUpTries: Number.POSITIVE_INFINITY,
    maxEvents: Number.POSITIVE_INFINITY,
    overheadSpread: 0,
    ties: 'arrival',
  };
}

/** Enough runners for the day's peak where all mail goes through them. */
function settings(arrangement: Arrangement, end: End, messages: number): GatewaySettings {
  const peakPerSecond = (2.5 * messages) / 86_400;
  const enough = Math.ceil(peakPerSecond * 0.5);
  const recommended = end === 'recommended';
  const background = arrangement === 'background';
  const persistent = arrangement === 'persistent';
  return gatewaySettings({
    firstAttempt: background ? 'background' : 'queue',
    queueRuns: persistent ? 'persistent' : 'interval',
    retryIntervalMs: recommended ? 60_000 : 1_800_000,
    runners: background ? (recommended ? 4 : 2) : enough * (recommended ? 2 : 1),
    messagesPerConnection: recommended ? 199 : Number.POSITIVE_INFINITY,
    hostStatus: !recommended,
    backgroundLimit: 1000,
  });
}
