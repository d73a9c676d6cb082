import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../sim/engine/event-queue.ts';

/** Takes everything out: subjects in the order in which they come. */
function drain(queue: EventQueue): number[] {
  const subjects: number[] = [];
  while (queue.next()) subjects.push(queue.subject);
  return subjects;
}

describe('the event queue', () => {
  it('orders by time, and equal times by the order of scheduling', () => {
    const queue = new EventQueue();
    [5, 1, 5, 3, 1, 5].forEach((time, i) => {
      queue.schedule(time, 0, i);
    });
    expect(drain(queue)).toEqual([1, 4, 3, 0, 2, 5]);
  });

  it('agrees with a sorted list under any mix of operations', () => {
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('schedule' as const), delay: fc.integer({ min: 0, max: 6 }) }),
      fc.record({ kind: fc.constant('ranked' as const), delay: fc.integer({ min: 0, max: 6 }) }),
      fc.constant({ kind: 'rank' as const }),
      fc.constant({ kind: 'next' as const }),
      fc.constant({ kind: 'peek' as const }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
        const queue = new EventQueue(2);
        const reference: { time: number; id: number }[] = [];
        let id = 0;
        /** Ranks taken and not used yet: an event's id is its rank. */
        const ranks: number[] = [];
        for (const op of operations) {
          if (op.kind === 'rank') {
            expect(queue.takeRank()).toBe(id);
            ranks.push(id++);
            continue;
          }
          if (op.kind === 'schedule' || op.kind === 'ranked') {
            const time = queue.now + op.delay;
            const rank = op.kind === 'ranked' ? ranks.pop() : undefined;
            if (rank === undefined) queue.schedule(time, id % 16, id);
            else queue.scheduleRanked(time, rank % 16, rank, rank);
            reference.push({ time, id: rank ?? id++ });
            continue;
          }
          reference.sort((a, b) => a.time - b.time || a.id - b.id);
          expect(queue.peekTime()).toBe(reference[0]?.time ?? Number.POSITIVE_INFINITY);
          expect(queue.size).toBe(reference.length);
          if (op.kind === 'peek') continue;
          const first = reference.shift();
          expect(queue.next()).toBe(first !== undefined);
          if (first === undefined) continue;
          expect(queue.now).toBe(first.time);
          expect(queue.subject).toBe(first.id);
          expect(queue.kind).toBe(first.id % 16);
        }
        reference.sort((a, b) => a.time - b.time || a.id - b.id);
        expect(drain(queue)).toEqual(reference.map((event) => event.id));
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  it('refuses the past, and what is not a time', () => {
    const queue = new EventQueue();
    queue.schedule(10, 0, 0);
    queue.next();
    expect(() => queue.schedule(9.999, 0, 0)).toThrow('in the past');
    expect(() => queue.schedule(Number.NaN, 0, 0)).toThrow('in the past');
    expect(() => queue.schedule(11, 16, 0)).toThrow('out of range');
    expect(() => queue.schedule(11, 0, 2 ** 27)).toThrow('out of range');
    expect(() => queue.schedule(11, 0, -1)).toThrow('out of range');
  });

  it('lets the clock advance up to the next event, not beyond and not back', () => {
    const queue = new EventQueue();
    queue.schedule(10, 0, 0);
    queue.advance(7);
    expect(queue.now).toBe(7);
    expect(() => queue.advance(6)).toThrow('advance');
    expect(() => queue.advance(10.5)).toThrow('advance');
    queue.next();
    expect(queue.now).toBe(10);
  });
});
