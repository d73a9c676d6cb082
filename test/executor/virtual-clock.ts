/** A clock that is only as late as it is looked at: what runs by it runs the same each time. */
import type { Clock } from '../../sim/executor/executor.ts';

export class VirtualClock implements Clock {
  private timeMs = 0;

  now(): number {
    return ++this.timeMs;
  }

  async pause(): Promise<void> {
    // Everybody else has had a turn.
  }

  interrupted(): boolean {
    return false;
  }
}
