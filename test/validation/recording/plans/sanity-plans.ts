/** Cases of the first recordings, to be recorded again: the rig is sound if they agree. */
import { ONE_HOST, type RecordingPlan, USUAL_SETTINGS } from '../recording-plan.ts';

export const SANITY_PLANS: readonly RecordingPlan[] = [
  {
    name: 'a1-again',
    what: 'burst of 60, lifetime 4.3 s ended by a reset, no message limit, host status 27 s, one runner',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, hostStatusTimeout: '27s' },
    sink: { capMs: 4300, serviceMs: 200 },
    traffic: { arrivals: { kind: 'steady', count: 60, gapMs: 10 } },
    atMostMs: 125_000,
  },
];
