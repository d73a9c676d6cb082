import { describe, expect, it } from 'vitest';
import { areRunnersInAll, withRunners } from '../../sim/mailpath/runners-in-all.ts';

describe('another number of runners', () => {
  it('goes along with MaxQueueChildren where that is their number', () => {
    expect(areRunnersInAll({ runners: 4, maxQueueChildren: 4 })).toBe(true);
    expect(withRunners({ runners: 4, maxQueueChildren: 4 }, 8)).toEqual({
      runners: 8,
      maxQueueChildren: 8,
    });
  });

  it('leaves MaxQueueChildren alone where it is something else, or off', () => {
    for (const maxQueueChildren of [0, 12]) {
      expect(areRunnersInAll({ runners: 4, maxQueueChildren })).toBe(false);
      expect(withRunners({ runners: 4, maxQueueChildren }, 8)).toEqual({
        runners: 8,
        maxQueueChildren,
      });
    }
  });
});
