/**
 * Persistent queue runs (-qp): one pass after another, asleep between them, in queue-only mode.
 * What they show: the wait for the next pass, its end at the slowest runner, the memory of a pass
 * wiped at its end, the longer sleep after an empty pass.
 */
import { NO_CAP_MS, ONE_HOST, type RecordingPlan, USUAL_SETTINGS } from '../recording-plan.ts';

export const PERSISTENT_PLANS: readonly RecordingPlan[] = [
  {
    name: 'p1-persistent',
    what: 'persistent queue runs 1 s apart, Poisson 4/s for 40 s, no fault',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, persistent: true, queueInterval: '1s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 100 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 4, forMs: 40_000, seed: 'p1' } },
    atMostMs: 70_000,
  },
  {
    name: 'p2-persistent-cap',
    what: 'persistent queue runs 2 s apart, 2 runners, Poisson 4/s for 60 s, lognormal sizes, lifetime 5 s, host status 15 s',
    route: ONE_HOST,
    sendmail: {
      ...USUAL_SETTINGS,
      persistent: true,
      queueInterval: '2s',
      runnersPerQueue: 2,
      hostStatusTimeout: '15s',
    },
    sink: { capMs: 5000, latencyMs: 60, bytesPerMs: 40 },
    traffic: {
      arrivals: { kind: 'poisson', perSecond: 4, forMs: 60_000, seed: 'p2' },
      sizes: { medianBytes: 6000, sigma: 1, seed: 'p2' },
    },
    atMostMs: 200_000,
  },
  {
    name: 'p3-persistent-421',
    what: 'persistent queue runs 2 s apart, 421 at greeting for 4 s, host status 12 s, minimum queue age 8 s',
    route: ONE_HOST,
    sendmail: {
      ...USUAL_SETTINGS,
      persistent: true,
      queueInterval: '2s',
      hostStatusTimeout: '12s',
      minQueueAge: '8s',
    },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [{ kind: 'greet421', fromMs: 10_000, toMs: 14_000 }],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 2, forMs: 40_000, seed: 'p3' } },
    atMostMs: 100_000,
  },
  {
    name: 'p4-persistent-sparse',
    what: 'persistent queue runs 2 s apart, sparse Poisson 0.15/s for 90 s: many empty passes',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, persistent: true, queueInterval: '2s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 200 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 0.15, forMs: 90_000, seed: 'p4' } },
    atMostMs: 120_000,
  },
  {
    name: 'p5-persistent-slow',
    what: 'persistent queue runs 8 s apart, sparse Poisson 0.3/s for 70 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, persistent: true, queueInterval: '8s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 200 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 0.3, forMs: 70_000, seed: 'p5' } },
    atMostMs: 100_000,
  },
];
