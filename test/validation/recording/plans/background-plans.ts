/**
 * Background delivery: each message by a process of its own at once, the queue for what that leaves.
 * What they show: marks that live between processes only, erased by the next delivery that closes
 * well; backlogs that long connections work off.
 */
import {
  NO_CAP_MS,
  ONE_HOST,
  type RecordingPlan,
  type SendmailSettings,
  USUAL_SETTINGS,
} from '../recording-plan.ts';

const BACKGROUND: SendmailSettings = { ...USUAL_SETTINGS, deliveryMode: 'background' };

export const BACKGROUND_PLANS: readonly RecordingPlan[] = [
  {
    name: 'g1-background',
    what: 'background delivery, steady 5/s for 30 s, no fault',
    route: ONE_HOST,
    sendmail: BACKGROUND,
    sink: { capMs: NO_CAP_MS, serviceMs: 200 },
    traffic: { arrivals: { kind: 'steady', count: 150, gapMs: 200 } },
    atMostMs: 60_000,
  },
  {
    name: 'g2-background-cap',
    what: 'background delivery, Poisson 6/s for 45 s, lognormal sizes, lifetime 4.3 s, 421 at greeting for 3 s, 2 runners, host status 17 s',
    route: ONE_HOST,
    sendmail: {
      ...BACKGROUND,
      queueInterval: '6s',
      runnersPerQueue: 2,
      hostStatusTimeout: '17s',
    },
    sink: {
      capMs: 4300,
      latencyMs: 60,
      bytesPerMs: 40,
      faults: [{ kind: 'greet421', fromMs: 10_000, toMs: 13_000 }],
    },
    traffic: {
      arrivals: { kind: 'poisson', perSecond: 6, forMs: 45_000, seed: 'g2' },
      sizes: { medianBytes: 5000, sigma: 1, seed: 'g2' },
    },
    atMostMs: 120_000,
  },
  {
    name: 'g4-background-reset',
    what: 'background delivery, Poisson 4/s for 40 s, reset at the final dot for 3 s, 2 runners, host status 15 s',
    route: ONE_HOST,
    sendmail: { ...BACKGROUND, runnersPerQueue: 2, hostStatusTimeout: '15s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [{ kind: 'resetInData', fromMs: 10_000, toMs: 13_000 }],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 4, forMs: 40_000, seed: 'g4' } },
    atMostMs: 100_000,
  },
  {
    name: 'g5-background-defer',
    what: 'background delivery, Poisson 4/s for 40 s, 451 at the final dot on every 7th connection, host status 15 s',
    route: ONE_HOST,
    sendmail: { ...BACKGROUND, hostStatusTimeout: '15s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 150, faults: [{ kind: 'defer', everyConn: 7 }] },
    traffic: { arrivals: { kind: 'poisson', perSecond: 4, forMs: 40_000, seed: 'g5' } },
    atMostMs: 100_000,
  },
  {
    name: 'g6-background-nohoststat',
    what: 'background delivery, Poisson 4/s for 40 s, host status off, 421 at greeting for 6 s',
    route: ONE_HOST,
    sendmail: { ...BACKGROUND, hostStatus: false },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [{ kind: 'greet421', fromMs: 10_000, toMs: 16_000 }],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 4, forMs: 40_000, seed: 'g6' } },
    atMostMs: 90_000,
  },
  {
    name: 'g7-background-defer-window',
    what: 'background delivery, Poisson 3/s for 40 s, 451 at the final dot for 4 s, 2 runners, host status 14 s',
    route: ONE_HOST,
    sendmail: { ...BACKGROUND, runnersPerQueue: 2, hostStatusTimeout: '14s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [{ kind: 'defer', fromMs: 10_000, toMs: 14_000 }],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 3, forMs: 40_000, seed: 'g7' } },
    atMostMs: 100_000,
  },
];
