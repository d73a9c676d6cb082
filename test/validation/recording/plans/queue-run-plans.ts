/**
 * Queue runs: overlapping, lost to the limit of children, with a minimum age, in each order of
 * sorting. Queue-only mode.
 */
import {
  NO_CAP_MS,
  ONE_HOST,
  type RecordingPlan,
  type ServerScript,
  type Traffic,
  USUAL_SETTINGS,
} from '../recording-plan.ts';

/** What each order of sorting gets: mail of all sizes, cut off at 5.3 s. */
const SORTED_SINK: ServerScript = { capMs: 5300, latencyMs: 60, bytesPerMs: 40 };
const SORTED_TRAFFIC: Traffic = {
  arrivals: { kind: 'poisson', perSecond: 3, forMs: 40_000, seed: 'sorted' },
  sizes: { medianBytes: 5000, sigma: 1, seed: 'sorted' },
};
const SORTED_TEXT = 'Poisson 3/s for 40 s, lognormal sizes, lifetime 5.3 s, host status 13 s';

function sorted(
  name: string,
  sort: RecordingPlan['sendmail']['sort'],
  runners: number,
): RecordingPlan {
  return {
    name,
    what: `queue sorted by ${sort}, ${runners === 1 ? 'one runner' : `${runners} runners`}, ${SORTED_TEXT}`,
    route: ONE_HOST,
    sendmail: {
      ...USUAL_SETTINGS,
      sort,
      runnersPerQueue: runners,
      queueInterval: '6s',
      hostStatusTimeout: '13s',
    },
    sink: SORTED_SINK,
    traffic: SORTED_TRAFFIC,
    atMostMs: 220_000,
  };
}

export const QUEUE_RUN_PLANS: readonly RecordingPlan[] = [
  {
    name: 'f8-queue-children',
    what: 'at most 2 queue children, 2 runners, interval 3 s, Poisson 7/s for 40 s: ticks are lost',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, queueChildren: 2, runnersPerQueue: 2, queueInterval: '3s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 200 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 7, forMs: 40_000, seed: 'f8' } },
    atMostMs: 90_000,
  },
  {
    name: 'f9-overlap',
    what: 'overlapping runs of one runner, interval 3 s, service 600 ms, Poisson 3/s for 30 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, queueInterval: '3s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 600 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 3, forMs: 30_000, seed: 'f9' } },
    atMostMs: 90_000,
  },
  {
    name: 'f10-min-queue-age',
    what: 'minimum queue age 9 s, interval 3 s, 451 at MAIL for 8 s, Poisson 2/s for 40 s',
    route: ONE_HOST,
    sendmail: { ...USUAL_SETTINGS, minQueueAge: '9s', queueInterval: '3s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [{ kind: 'deferMail', fromMs: 8000, toMs: 16_000 }],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 2, forMs: 40_000, seed: 'f10' } },
    atMostMs: 90_000,
  },
  sorted('f11-sort-time', 'time', 1),
  sorted('f12-sort-host', 'host', 2),
  sorted('f12-sort-filename', 'filename', 1),
  sorted('f12-sort-random', 'random', 2),
];
