/** What every route works with. */
import type { Now } from './clock.ts';
import type { HeldBytes } from './held-bytes.ts';
import type { Limits } from './limits.ts';
import type { ResultShelf } from './result-shelf.ts';
import type { RunDesk } from './run-desk.ts';
import type { Places, Threads } from './threads.ts';

export interface Service {
  readonly places: Places;
  readonly limits: Limits;
  readonly now: Now;
  readonly held: HeldBytes;
  readonly threads: Threads;
  readonly desk: RunDesk;
  readonly shelf: ResultShelf;
}
