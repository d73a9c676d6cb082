/**
 * One run, from its request to its end. Its states, and nothing else is possible:
 *
 *   queued -> running -> finished | failed | cancelled
 *   queued -> cancelled
 */
import { z } from 'zod';
import { failureReply, type PlainFailure } from './failure.ts';
import type { RunRequest } from './requests.ts';
import { type RunRecord, runRecord } from './result-store.ts';
import type { RunNews } from './thread/study-task.ts';

/** Each state, and what may follow it. */
const NEXT = {
  queued: ['running', 'cancelled'],
  running: ['finished', 'failed', 'cancelled'],
  finished: [],
  failed: [],
  cancelled: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RunState = keyof typeof NEXT;

/** What a client sees of a run. */
export const runView = z
  .object({
    id: z.string(),
    study: z.string(),
    scenario: z.string(),
    state: z.enum(Object.keys(NEXT) as [RunState, ...RunState[]]),
    position: z.number().describe('Its place in the queue; 0 when it does not wait.'),
    share: z.number().describe('How much of it is done, 0 to 1.'),
    doing: z.string(),
    record: runRecord.nullable(),
    failure: failureReply.shape.error.nullable(),
  })
  .meta({ id: 'Run' });

export type RunView = z.output<typeof runView>;

/** What a scenario without a name is called. */
const UNNAMED = 'your scenario';

/** Words of shared memory that tell a thread how its run is to end. */
export const STOP = {
  /** With what there is, which is kept. */
  early: 1,
  /** Nobody reads it any more. */
  cancelled: 2,
} as const;

export type RunEvent =
  | { readonly kind: 'view'; readonly view: RunView }
  | Extract<RunNews, { kind: 'interim' }>;

export interface RunOptions {
  readonly id: string;
  readonly request: RunRequest;
  readonly client: string;
  /** Times of a run are times of the server's clock (rates.ts). */
  readonly now: number;
  readonly positionOf: (run: Run) => number;
}

export class Run {
  readonly id: string;
  /** Without what is in its scenario once the run is over. */
  request: RunRequest;
  /** Who handed it in (client.ts). */
  readonly client: string;
  /** Its first word, of STOP, tells the thread to stop. */
  readonly stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  private readonly cancelling = new AbortController();
  private current: Pick<RunView, 'state' | 'share' | 'doing' | 'record' | 'failure'> = {
    state: 'queued',
    share: 0,
    doing: 'waits its turn',
    record: null,
    failure: null,
  };
  private interim: Extract<RunNews, { kind: 'interim' }> | null = null;
  private readonly listeners = new Set<(event: RunEvent) => void>();
  private polledAt: number;
  private readonly positionOf: (run: Run) => number;

  constructor({ id, request, client, now, positionOf }: RunOptions) {
    this.id = id;
    this.request = request;
    this.client = client;
    this.polledAt = now;
    this.positionOf = positionOf;
  }

  get state(): RunState {
    return this.current.state;
  }

  get isOver(): boolean {
    return NEXT[this.state].length === 0;
  }

  /** Aborted as soon as the run is cancelled. */
  get cancelled(): AbortSignal {
    return this.cancelling.signal;
  }

  view(): RunView {
    const { study, scenario } = this.request;
    const { state, ...rest } = this.current;
    return {
      id: this.id,
      study,
      scenario: scenario.name ?? UNNAMED,
      state,
      position: state === 'queued' ? this.positionOf(this) : 0,
      ...rest,
    };
  }

  start(): void {
    this.enter('running', { doing: 'begins' });
    this.tell();
  }

  receive(news: RunNews): void {
    if (this.state !== 'running') return;
    if (news.kind === 'interim') {
      this.interim = news;
      this.send(news);
      return;
    }
    const share = Math.max(this.current.share, news.share);
    this.current = { ...this.current, share, doing: news.doing };
    this.tell();
  }

  finish(record: RunRecord): void {
    this.enter('finished', { share: 1, record });
    this.over();
  }

  fail(failure: PlainFailure): void {
    this.enter('failed', { failure });
    this.over();
  }

  /** Tells the thread to come to an end with what it has. */
  endEarly(): void {
    if (!this.isOver) Atomics.store(new Int32Array(this.stop), 0, STOP.early);
  }

  /** Tells the thread to stop; a run that is over stays what it is. */
  cancel(): void {
    if (this.isOver) return;
    this.enter('cancelled');
    Atomics.store(new Int32Array(this.stop), 0, STOP.cancelled);
    this.cancelling.abort();
    this.over();
  }

  /** Somebody wants to know how it goes; returns how to stop listening. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener);
    listener({ kind: 'view', view: this.view() });
    if (this.interim !== null) listener(this.interim);
    return () => {
      this.listeners.delete(listener);
    };
  }

  polled(now: number): void {
    this.polledAt = now;
  }

  /** For so long nobody has asked about it, ms. */
  forgottenFor(now: number): number {
    if (this.listeners.size > 0 || this.request.keep) this.polledAt = now;
    return now - this.polledAt;
  }

  tell(): void {
    this.send({ kind: 'view', view: this.view() });
  }

  private over(): void {
    this.interim = null;
    // A run that is over is still called by its scenario, which may be large.
    const name = this.request.scenario.name ?? UNNAMED;
    this.request = { ...this.request, scenario: { name }, set: [], options: {} };
    this.tell();
    this.listeners.clear();
  }

  private send(event: RunEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }

  private enter(state: RunState, more: Partial<typeof this.current> = {}): void {
    const next: readonly RunState[] = NEXT[this.state];
    if (!next.includes(state)) {
      throw new Error(`a run that is ${this.state} cannot become ${state}`);
    }
    this.current = { ...this.current, state, doing: state, ...more };
  }
}
