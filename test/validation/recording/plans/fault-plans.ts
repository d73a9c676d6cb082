/**
 * Faults at every stage of a connection, in queue-only mode with queue runs at an interval. What
 * they show: which of them mark a host and which do not, and when the mark reaches other processes.
 */
import { NO_CAP_MS, ONE_HOST, type RecordingPlan, USUAL_SETTINGS } from '../recording-plan.ts';

export const FAULT_PLANS: readonly RecordingPlan[] = [
  {
    name: 'f1-refused',
    what: 'connections refused for 6 s, Poisson 3/s for 40 s, host status 15 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, hostStatusTimeout: '15s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [{ kind: 'refuse', fromMs: 8000, toMs: 14_000 }],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 3, forMs: 40_000, seed: 'f1' } },
    atMostMs: 90_000,
  },
  {
    name: 'f2-reset-after-accept',
    what: 'reset right after the 6th message of a connection, 2 runners, Poisson 5/s for 40 s, host status 14 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, runnersPerQueue: 2, hostStatusTimeout: '14s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 200, faults: [{ kind: 'resetAfterAccept', atMsg: 6 }] },
    traffic: { arrivals: { kind: 'poisson', perSecond: 5, forMs: 40_000, seed: 'f2' } },
    atMostMs: 100_000,
  },
  {
    name: 'f3-defer-rcpt',
    what: '450 at RCPT of the 4th message of a connection, burst of 40',
    route: ONE_HOST,
    sendmail: USUAL_SETTINGS,
    sink: { capMs: NO_CAP_MS, serviceMs: 200, faults: [{ kind: 'deferRcpt', atMsg: 4 }] },
    traffic: { arrivals: { kind: 'steady', count: 40, gapMs: 10 } },
    atMostMs: 60_000,
  },
  {
    name: 'f4-421-after-accept',
    what: '421 right after the 8th message of a connection, burst of 50, host status 14 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, hostStatusTimeout: '14s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 200, faults: [{ kind: '421AfterAccept', atMsg: 8 }] },
    traffic: { arrivals: { kind: 'steady', count: 50, gapMs: 10 } },
    atMostMs: 80_000,
  },
  {
    name: 'f5-reset-on-connect',
    what: 'every 3rd connection reset before its greeting, 2 runners, Poisson 5/s for 40 s, host status 12 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, runnersPerQueue: 2, hostStatusTimeout: '12s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 200, faults: [{ kind: 'resetOnConnect', everyConn: 3 }] },
    traffic: { arrivals: { kind: 'poisson', perSecond: 5, forMs: 40_000, seed: 'f5' } },
    atMostMs: 100_000,
  },
  {
    name: 'f6-defer-last-of-limit',
    what: '6 messages per connection and 451 at the final dot of the 6th, burst of 40, host status 12 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, maxMsgs: 6, hostStatusTimeout: '12s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 200, faults: [{ kind: 'defer', atMsg: 6 }] },
    traffic: { arrivals: { kind: 'steady', count: 40, gapMs: 10 } },
    atMostMs: 150_000,
  },
  {
    name: 'f7-one-message',
    what: 'one message per connection, 2 runners, Poisson 5/s for 30 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, maxMsgs: 1, runnersPerQueue: 2 },
    sink: { capMs: NO_CAP_MS, serviceMs: 200 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 5, forMs: 30_000, seed: 'f7' } },
    atMostMs: 60_000,
  },
  {
    name: 'f13-421-cap',
    what: 'lifetime 4.1 s ended by a 421, 2 runners, Poisson 5/s for 40 s, host status 14 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, runnersPerQueue: 2, hostStatusTimeout: '14s' },
    sink: { capMs: 4100, serviceMs: 300, capHow: '421' },
    traffic: { arrivals: { kind: 'poisson', perSecond: 5, forMs: 40_000, seed: 'f13' } },
    atMostMs: 220_000,
  },
  {
    name: 'f14-defer-window',
    what: '451 at the final dot for 4 s, 2 runners, Poisson 3/s for 35 s, host status 12 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, runnersPerQueue: 2, hostStatusTimeout: '12s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 200,
      faults: [{ kind: 'defer', fromMs: 10_000, toMs: 14_000 }],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 3, forMs: 35_000, seed: 'f14' } },
    atMostMs: 90_000,
  },
];
