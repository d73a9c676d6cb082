import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bounds,
  type Candidate,
  type Circumstances,
  candidateGrid,
  compareCost,
  presentCandidate,
  screen,
  withCandidate,
} from '../../../sim/studies/recommend/candidate.ts';
import { officeGateway } from '../office-gateway.ts';
import { ANY_BOUNDS } from './any-bounds.ts';

const MINUTE = 60_000;
const CANDIDATE: Candidate = {
  ...presentCandidate(officeGateway()),
  messagesPerConnection: 199,
  runners: 4,
  retryIntervalMs: 5 * MINUTE,
  hostStatus: false,
};

describe('a candidate', () => {
  it('is the gateway with its four settings', () => {
    const input = withCandidate(officeGateway(), CANDIDATE);
    expect(presentCandidate(input)).toEqual(CANDIDATE);
    expect(input.settings.retryIntervalMs).toBe(5 * MINUTE);
  });

  it('leaves the sleep between persistent passes as it is', () => {
    const persistent = officeGateway({ queueRuns: 'persistent', passIntervalMs: 1000 });
    const { settings } = withCandidate(persistent, CANDIDATE);
    expect([settings.passIntervalMs, settings.retryIntervalMs]).toEqual([1000, 5 * MINUTE]);
  });

  it('leaves out what would undo it, and clears the table where a mark stands', () => {
    const actions = [
      { kind: 'set' as const, atMs: 5, settings: { runners: 9 } },
      { kind: 'flush' as const, atMs: 9 },
    ];
    const plain = withCandidate(officeGateway({}, { actions }), CANDIDATE);
    expect(plain.actions.map(({ kind }) => kind)).toEqual(['flush']);
    const marks = [{ host: 0, ageMs: 0 }];
    const marked = withCandidate(officeGateway({}, { actions, marks }), CANDIDATE);
    expect(marked.actions.map(({ kind }) => kind)).toEqual(['clear', 'flush']);
  });
});

describe('the cost of a candidate', () => {
  const site: Circumstances = {
    present: { ...CANDIDATE, hostStatus: true, runners: 2 },
    cloud: true,
    otherDestinations: false,
    usualLimit: 199,
  };
  const cheaper = (a: Partial<Candidate>, b: Partial<Candidate>, at: Circumstances = site) =>
    compareCost({ ...CANDIDATE, ...a }, { ...CANDIDATE, ...b }, at) < 0;

  it('puts a ticket first, then runners, then haste where others may punish it', () => {
    expect(cheaper({ hostStatus: true, runners: 8 }, { hostStatus: false, runners: 2 })).toBe(true);
    expect(cheaper({ runners: 2 }, { runners: 4 })).toBe(true);
    const hasty = { retryIntervalMs: MINUTE };
    expect(cheaper({}, hasty, { ...site, otherDestinations: true })).toBe(true);
    const onPremises = { ...site, cloud: false };
    expect(cheaper({ hostStatus: false, runners: 2 }, { runners: 4 }, onPremises)).toBe(true);
  });

  it('takes the usual limit where nothing else speaks', () => {
    const other = { ...site, present: { ...site.present, messagesPerConnection: 500 } };
    expect(cheaper({ messagesPerConnection: 199 }, { messagesPerConnection: 99 }, other)).toBe(
      true,
    );
  });
});

describe('the candidates', () => {
  const advice = {
    lifetimeMs: 20 * MINUTE,
    literal: 200,
    byMean: 150,
    accepted: 0.01,
    articleOverrun: 0.4,
    singleOverrun: 0,
  };

  it('keep to the bounds, are all different, and include no fewer runners than there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 30 }),
        fc.option(fc.boolean()),
        (tailAware, max, minMinutes, needed, hostStatus) => {
          const bounds: Bounds = {
            ...ANY_BOUNDS,
            messagesPerConnection: { min: 1, max: 500 },
            runners: { min: 1, max },
            retryIntervalMs: { min: minMinutes * MINUTE, max: 120 * MINUTE },
            hostStatus,
          };
          const input = officeGateway();
          const grid = candidateGrid({
            input,
            bounds,
            advice: { ...advice, tailAware },
            runnersNeeded: needed,
          });
          expect(grid.length).toBeGreaterThan(0);
          expect(new Set(grid.map((c) => JSON.stringify(c))).size).toBe(grid.length);
          for (const { runners, retryIntervalMs, messagesPerConnection, hostStatus: on } of grid) {
            expect(runners).toBeLessThanOrEqual(max);
            expect(runners).toBeGreaterThanOrEqual(Math.min(2, max));
            expect(retryIntervalMs).toBeGreaterThanOrEqual(minMinutes * MINUTE);
            expect(messagesPerConnection).toBeLessThanOrEqual(500);
            if (hostStatus !== null) expect(on).toBe(hostStatus);
          }
        },
      ),
      { seed: 3, numRuns: 100 },
    );
  });

  it('are screened for what closed forms show', () => {
    const queueOnly = officeGateway({ firstAttempt: 'queue' });
    const objective = {
      text: 'p99 < 5m',
      metric: 'p99',
      comparison: '<',
      bound: 5 * MINUTE,
      onDays: 0.95,
    } as const;
    const slow = { ...CANDIDATE, retryIntervalMs: 30 * MINUTE };
    const unsafe = { ...CANDIDATE, messagesPerConnection: 500, retryIntervalMs: MINUTE };
    const good = { ...CANDIDATE, messagesPerConnection: 100, retryIntervalMs: MINUTE };
    const { kept, safe, out } = screen([slow, unsafe, good], queueOnly, [objective], {
      ...advice,
      tailAware: 120,
    });
    expect(safe).toEqual([good]);
    expect(kept).toEqual([unsafe, good]);
    expect(out).toEqual({ waits: 1, overrun: 1 });
  });

  it('are out where persistent runners are asked for more than they can do', () => {
    const busy = officeGateway({ firstAttempt: 'queue', queueRuns: 'persistent' });
    const [poisson] = busy.arrivals;
    const input = { ...busy, arrivals: [{ ...poisson, ratePerMs: 0.02 } as typeof poisson] };
    const few = { ...CANDIDATE, runners: 2 };
    const many = { ...CANDIDATE, runners: 64 };
    const { out, safe } = screen([few, many], input, [], null);
    expect(out).toEqual({ unstable: 1 });
    expect(safe).toEqual([many]);
  });
});
