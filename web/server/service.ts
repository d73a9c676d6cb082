/** What every route works with. */

import type { HeldBytes } from './arrival.ts';
import type { Limits } from './limits.ts';
import type { Now } from './rates.ts';
import type { ResultStore } from './result-store.ts';
import type { RunQueue } from './run-queue.ts';
import type { Places, Threads } from './threads.ts';

export interface Service {
  readonly places: Places;
  readonly limits: Limits;
  readonly now: Now;
  readonly hold: HeldBytes;
  readonly threads: Threads;
  readonly queue: RunQueue;
  readonly results: ResultStore;
}
