/**
 * What the main thread and a worker say to each other. Plain data: it is copied between threads.
 *
 * A batch shares one block of memory: a word that tells all workers to stop, and a word for each job
 * with its progress in thousandths.
 */

import type { CapacityError } from '../mailpath/capacity.ts';
import type { Replication } from '../studies/replicate.ts';
import type { Job } from '../studies/study.ts';

export interface WorkerTask {
  readonly job: Job;
  readonly shared: SharedArrayBuffer;
  /** Of the job in its batch. */
  readonly index: number;
}

/** Errors of the model are answers: only a thread that dies is an exception. */
export type WorkerAnswer =
  | { readonly kind: 'finished'; readonly replication: Replication }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'capacity'; readonly of: Pick<CapacityError, 'resource' | 'limit' | 'doing'> }
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string };

const STOP_WORD = 0;
const THOUSANDTHS = 1000;

/** The shared block, as either side sees it. */
export class SharedProgress {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer);
  }

  static of(jobs: number): SharedProgress {
    return new SharedProgress(new SharedArrayBuffer((1 + jobs) * Int32Array.BYTES_PER_ELEMENT));
  }

  stop(): void {
    Atomics.store(this.words, STOP_WORD, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.words, STOP_WORD) === 1;
  }

  /** Job `index` has done this share of its work, 0 to 1. */
  tell(index: number, share: number): void {
    Atomics.store(this.words, 1 + index, Math.floor(share * THOUSANDTHS));
  }

  /** Share of all jobs' work that is done, 0 to 1. */
  get share(): number {
    let sum = 0;
    for (let i = 1; i < this.words.length; i++) sum += Atomics.load(this.words, i);
    return sum / THOUSANDTHS / Math.max(1, this.words.length - 1);
  }
}
