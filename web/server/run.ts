/**
 * One run, from its request to its end. Its states, and nothing else is possible:
 *
 *   queued -> running -> finished | failed | cancelled
 *   queued -> cancelled
 */
import type { PlainFailure } from './failure.ts';
import type { RunRecord } from './result-store.ts';
import type { RunRequest } from './run-request.ts';
import type { RunFiles, RunNews } from './thread/study-task.ts';
import { STOP } from './threads.ts';

export type RunState = 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';

const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['running', 'cancelled'],
  running: ['finished', 'failed', 'cancelled'],
  finished: [],
  failed: [],
  cancelled: [],
};

/** What a client sees of a run. */
export interface RunView {
  readonly id: string;
  readonly study: string;
  readonly scenario: string;
  readonly state: RunState;
  /** Its place in the queue, from 1; 0 when it is not queued. */
  readonly position: number;
  /** 0 to 1. */
  readonly share: number;
  readonly doing: string;
  readonly record: RunRecord | null;
  readonly failure: PlainFailure | null;
}

export type RunEvent =
  | { readonly kind: 'view'; readonly view: RunView }
  | { readonly kind: 'interim'; readonly replications: number; readonly files: RunFiles };

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
  private stateNow: RunState = 'queued';
  private share = 0;
  private doing = 'waits its turn';
  private record: RunRecord | null = null;
  private failure: PlainFailure | null = null;
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
    return this.stateNow;
  }

  get isOver(): boolean {
    return NEXT[this.stateNow].length === 0;
  }

  /** Aborted as soon as the run is cancelled. */
  get cancelled(): AbortSignal {
    return this.cancelling.signal;
  }

  view(): RunView {
    const { id, request, share, doing, record, failure } = this;
    return {
      id,
      study: request.study,
      scenario: request.scenario.name ?? 'your scenario',
      state: this.stateNow,
      position: this.stateNow === 'queued' ? this.positionOf(this) : 0,
      share,
      doing,
      record,
      failure,
    };
  }

  start(): void {
    this.enter('running');
    this.doing = 'begins';
    this.tell();
  }

  receive(news: RunNews): void {
    if (this.stateNow !== 'running') return;
    if (news.kind === 'interim') {
      this.interim = news;
      this.send({ ...news });
      return;
    }
    this.share = Math.max(this.share, news.share);
    this.doing = news.doing;
    this.tell();
  }

  finish(record: RunRecord): void {
    this.enter('finished');
    this.share = 1;
    this.doing = 'finished';
    this.record = record;
    this.over();
  }

  fail(failure: PlainFailure): void {
    this.enter('failed');
    this.doing = 'failed';
    this.failure = failure;
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
    this.doing = 'cancelled';
    Atomics.store(new Int32Array(this.stop), 0, STOP.cancelled);
    this.cancelling.abort();
    this.over();
  }

  /** Somebody wants to know how it goes; returns how to stop listening. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener);
    listener({ kind: 'view', view: this.view() });
    if (this.interim !== null) listener({ ...this.interim });
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
    this.request = withoutContents(this.request);
    this.tell();
    this.listeners.clear();
  }

  private send(event: RunEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }

  private enter(state: RunState): void {
    if (!NEXT[this.stateNow].includes(state)) {
      throw new Error(`a run that is ${this.stateNow} cannot become ${state}`);
    }
    this.stateNow = state;
  }
}

/** What a run that is over is still called by: its scenario may be large. */
function withoutContents(request: RunRequest): RunRequest {
  const name = request.scenario.name ?? 'your scenario';
  return { ...request, scenario: { name }, set: [], options: {} };
}
