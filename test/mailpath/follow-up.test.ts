import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import type { Undelivered } from '../../sim/mailpath/measures.ts';
import { metricOf } from '../../sim/mailpath/metrics.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { type Change, fault, host, smallGateway } from './small-gateway.ts';

const NEVER = Number.POSITIVE_INFINITY;

const run = (input: MailPathInput) => simulate(input, 'test', 0);

/** A message every second from 0 to 9 s; queue runs at 1, 11, 21 s. */
function oneASecond(change: Change = {}): MailPathInput {
  const arrivals = Array.from({ length: 10 }, (_, i) => ({
    kind: 'bulk' as const,
    atMs: i * 1000,
    overMs: 0,
    count: 1,
  }));
  return smallGateway({ ...change, input: { arrivals, ...change.input } });
}

/** Refuses all mail until then. */
const refusing = (toMs: number) => host('exo.test', { faults: [fault('dot-452', { toMs })] });

describe('the cohort', () => {
  it('is all mail that arrives between two times, both included', () => {
    const all = run(oneASecond());
    expect([all.arrived, all.cohort.size]).toEqual([10, 10]);
    const some = run(oneASecond({ input: { countFromMs: 3000, countToMs: 6000 } }));
    expect([some.arrived, some.cohort.size]).toEqual([10, 4]);
    expect(some.cohort.delivered).toBe(4);
    // Those of 3 to 6 s are delivered by the queue run at 11 s.
    expect(some.cohort.delays.min).toBeGreaterThan(5000);
    expect(some.cohort.delays.max).toBeLessThan(9000);
    expect(some.cohort.parts.reduce((a, b) => a + b)).toBeCloseTo(some.cohort.delays.sum, 6);
  });

  it('leaves the run what it is', () => {
    const [all, some] = [{}, { countFromMs: 3000, countToMs: 6000 }].map((input) =>
      run(oneASecond({ input })),
    );
    expect({ ...some, cohort: null, byArrival: null }).toEqual({
      ...all,
      cohort: null,
      byArrival: null,
    });
  });

  it('includes what waited at the start where it begins with the run, not where it begins later', () => {
    const backlog = { messages: 3, ageMs: 60_000 };
    const sizeFrom = (countFromMs: number) =>
      run(oneASecond({ input: { backlog, countFromMs } })).cohort.size;
    expect([sizeFrom(0), sizeFrom(1)]).toEqual([13, 9]);
  });

  it('is followed until it has left, while later mail still comes', () => {
    const input = oneASecond({ input: { countToMs: 2000, readAtMs: 3000 } });
    const { cohort, endedAtMs, arrived } = run(input);
    expect(cohort).toMatchObject({ size: 3, delivered: 3, left: 0 });
    // The message of 2 s comes after the queue run of 1 s, and waits for the one at 11 s.
    expect(endedAtMs).toBe(cohort.lastDeliveryAtMs);
    expect(endedAtMs).toBeGreaterThan(11_000);
    expect(endedAtMs).toBeLessThan(12_000);
    expect(arrived).toBe(4);
  });
});

describe('the reading', () => {
  const hosts = [refusing(65_000)];

  it('is of the counters as they stand then, though the run goes on', () => {
    const read = run(oneASecond({ hosts, input: { readAtMs: 15_000 } }));
    expect(read.atMs).toBe(15_000);
    expect(read).toMatchObject({ arrived: 10, delivered: 0, queued: 10, inFlight: 0 });
    expect(read.endedAtMs).toBeGreaterThan(65_000);
    expect(read.cohort).toMatchObject({ size: 10, delivered: 10, left: 0 });
    // What was tried until then: those of 0 and 1 s at 1 s, all ten at 11 s.
    expect(read.deferralsAttempted).toBe(12);
    const stopped = run(oneASecond({ hosts, input: { endMs: 15_000 } }));
    const { cohort: _cohort, endedAtMs: _ended, mostInSystem: _most, followUp, ...counters } = read;
    expect(followUp).toBe('complete');
    expect(stopped).toMatchObject({
      ...counters,
      backlog: expect.anything(),
      busyRunners: expect.anything(),
      byArrival: expect.anything(),
    });
    expect(stopped).toMatchObject({
      followUp: 'ended',
      cohort: { size: 10, delivered: 0, left: 10 },
    });
  });

  it('changes nothing of what becomes of the cohort', () => {
    const cohorts = [5000, 15_000, 40_000, NEVER].map(
      (readAtMs) => run(oneASecond({ hosts, input: { readAtMs } })).cohort,
    );
    for (const cohort of cohorts) expect(cohort).toEqual(cohorts[0]);
  });

  it('has the time marked until then', () => {
    const exo = host('exo.test', { faults: [fault('dot-reset')] });
    const settings = { hostStatusTimeoutMs: 600_000 };
    const at = (readAtMs: number) =>
      run(oneASecond({ hosts: [exo], settings, input: { readAtMs } })).markedMs[0];
    expect(at(41_000) - at(21_000)).toBe(20_000);
  });
});

describe('the follow-up', () => {
  const hosts = [host('exo.test', { faults: [fault('dot-452')] })];
  const capped = (maxFollowUpTries: number) =>
    run(oneASecond({ hosts, input: { readAtMs: 15_000, maxFollowUpTries, endMs: 300_000 } }));

  it('is given up after so many tries, and then a figure has no upper end', () => {
    const result = capped(25);
    expect(result.endedAtMs).toBeGreaterThan(15_000);
    expect(result.endedAtMs).toBeLessThan(60_000);
    expect(result.followUp).toBe('given-up');
    expect(result.cohort).toMatchObject({ size: 10, left: 10, delivered: 0 });
    // All ten still wait: the oldest since 0 s.
    expect(result.cohort.ages.max).toBe(result.endedAtMs);
    expect(metricOf('max').read(result)).toEqual({ low: result.endedAtMs, high: NEVER });
    expect(metricOf('never-share').read(result)).toEqual({ low: 0, high: 1 });
    expect(metricOf('delivered').read(result)).toEqual({ low: 0, high: 10 });
  });

  it('goes on the longer the more tries it may take, to the end of the run at the latest', () => {
    const ends = [5, 25, 60, NEVER].map((tries) => capped(tries).endedAtMs);
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect(new Set(ends).size).toBe(4);
    expect(ends[3]).toBe(300_000);
  });

  it('counts no tries before the reading', () => {
    const early = run(
      oneASecond({ hosts, input: { readAtMs: 100_000, maxFollowUpTries: 1, endMs: 300_000 } }),
    );
    expect(early.endedAtMs).toBeGreaterThanOrEqual(100_000);
    expect(early.deferralsAttempted).toBeGreaterThan(80);
  });

  it('charges the parts of the delay up to its end, of what is left too', () => {
    const { cohort } = capped(25);
    expect(cohort.parts.reduce((a, b) => a + b)).toBeCloseTo(cohort.ages.sum, 6);
  });
});

describe('mail that does not arrive', () => {
  /** Why, where all that happens is that one host treats all mail so. */
  function causes(change: Change): readonly Undelivered[] {
    return run(oneASecond({ input: { endMs: 120_000 }, ...change })).cohort.undelivered;
  }

  it('never does where it is returned, whatever is left of the run', () => {
    const hosts = [host('exo.test', { faults: [fault('dot-452')] })];
    const result = run(oneASecond({ hosts, settings: { returnAfterMs: 30_000 } }));
    expect(result.cohort).toMatchObject({ size: 10, returned: 10, left: 0, delivered: 0 });
    for (const name of ['p50', 'p99', 'max'] as const) {
      expect(metricOf(name).read(result), name).toEqual({ low: NEVER, high: NEVER });
    }
    expect(metricOf('never-share').read(result)).toEqual({ low: 1, high: 1 });
    expect(metricOf('over-60m').read(result)).toEqual({ low: 1, high: 1 });
    expect(result.cohort.undelivered).toEqual([{ cause: 'failure', destination: 0, messages: 10 }]);
  });

  it('was rejected where the remote server refuses it for good', () => {
    const hosts = [host('exo.test', { faults: [fault('rcpt-5xx')] })];
    expect(causes({ hosts })).toEqual([{ cause: 'rejected', destination: 0, messages: 10 }]);
  });

  it('is kept by greylisting where each retry comes too soon', () => {
    const greylisting = { minimumMs: 30_000, penaltyMs: 20_000, firstRefusal: 1 };
    const found = causes({ hosts: [host('exo.test', { greylisting })] });
    expect(found).toEqual([{ cause: 'hasty-retry', destination: 0, messages: 10 }]);
  });

  it('is kept by the part of its delay that it is in', () => {
    const marks = [{ host: 0, ageMs: 0 }];
    const settings = { hostStatusTimeoutMs: 1e9 };
    expect(causes({ settings, input: { marks, endMs: 120_000 } })).toEqual([
      { cause: 'mark', destination: 0, messages: 10 },
    ]);
    expect(causes({ input: { firstTickMs: 1e8, endMs: 120_000 } })).toEqual([
      { cause: 'queue-run', destination: 0, messages: 10 },
    ]);
  });

  it('is counted by destination, most messages first, and of the cohort alone', () => {
    const refused = host('refused.test', { faults: [fault('rcpt-5xx')] });
    const input = oneASecond({ hosts: [host('exo.test'), refused] });
    const destinations = [
      { name: 'good.test', share: 0.5, route: [[0]] },
      { name: 'refused.test', share: 0.5, route: [[1]] },
    ];
    const all = run({ ...input, destinations }).cohort;
    expect(all.undelivered).toEqual([
      { cause: 'rejected', destination: 1, messages: all.returned },
    ]);
    expect(all.returned).toBeGreaterThan(1);
    expect(all.returned).toBeLessThan(10);
    const some = run({ ...input, destinations, countToMs: 4000 }).cohort;
    expect(some.size).toBe(5);
    const [rejected] = some.undelivered;
    expect(rejected.messages).toBe(some.returned);
    expect(rejected.messages).toBeLessThan(all.returned);
  });
});
