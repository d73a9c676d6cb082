/**
 * A run of the server as the page sees it: handed in, listened to, cancelled when nobody looks any
 * more. One at a time for each place of the page.
 */
import { type Signal, signal } from '@preact/signals';
import type { Report } from '../../sim/document/report.ts';
import type { Result } from '../../sim/studies/result/result-schema.ts';
import type { PlainFailure } from '../server/failure.ts';
import type { RunView } from '../server/run.ts';
import { failureOf, getJson, plainFailure, postJson, wasGivenUp } from './api.ts';

export interface Shown<T> {
  readonly result: T;
  readonly report: Report;
  /** Replications so far; null: it is whole. */
  readonly soFar: number | null;
}

export class RunStream<T = Result> {
  readonly view: Signal<RunView | null> = signal(null);
  readonly shown: Signal<Shown<T> | null> = signal(null);
  readonly failure: Signal<PlainFailure | null> = signal(null);
  /** Of the finished run: its result by id. */
  readonly finished: Signal<string | null> = signal(null);
  /** What `shown` is the answer to, or what is being asked. */
  readonly request: Signal<object | null> = signal(null);
  private giveUp: AbortController | null = null;
  private events: EventSource | null = null;

  /** Hands in a run; what ran before is cancelled. What it showed stays until there is more. */
  async start(request: object): Promise<void> {
    this.drop();
    const giveUp = new AbortController();
    this.giveUp = giveUp;
    this.failure.value = null;
    this.finished.value = null;
    this.request.value = request;
    try {
      // Not given up half way: the server might have begun, and nobody would know its id.
      const view = await postJson<RunView>('api/runs', request);
      if (giveUp.signal.aborted) return end(view.id);
      this.view.value = view;
      this.listen(view.id, giveUp.signal);
    } catch (error) {
      if (!giveUp.signal.aborted) this.fail(error);
    }
  }

  /** By the person’s wish: it is reported. */
  cancel(): void {
    const view = this.view.peek();
    this.drop();
    if (view !== null) this.view.value = { ...view, state: 'cancelled' };
  }

  /** Nobody wants it any more: something else is asked, or the view is left. */
  drop(): void {
    this.giveUp?.abort();
    this.giveUp = null;
    this.events?.close();
    this.events = null;
    const view = this.view.peek();
    if (view !== null && isUnderWay(view)) end(view.id);
    this.view.value = null;
  }

  private listen(id: string, signal: AbortSignal): void {
    const events = new EventSource(`api/runs/${id}/events`);
    this.events = events;
    events.addEventListener('view', ({ data }) => {
      const view: RunView = JSON.parse(data);
      this.view.value = view;
      if (isUnderWay(view)) return;
      events.close();
      if (view.failure !== null) this.failure.value = view.failure;
      if (view.state === 'finished') this.fetchWhole(id, signal).catch(() => undefined);
    });
    events.addEventListener('error', () => {
      // It tries again by itself, unless the server says that there is no such run.
      if (events.readyState !== EventSource.CLOSED || this.events !== events) return;
      this.view.value = null;
      const message =
        'The server knows nothing of this run any more: it was started again. Start it anew.';
      this.failure.value = plainFailure('not-found', message);
    });
    events.addEventListener('interim', ({ data }) => {
      const { replications, result, report } = JSON.parse(data);
      this.shown.value = { result, report, soFar: replications };
    });
  }

  private async fetchWhole(id: string, signal: AbortSignal): Promise<void> {
    try {
      const [result, report] = await Promise.all([
        getJson<T>(`api/runs/${id}/result`, signal),
        getJson<Report>(`api/runs/${id}/report`, signal),
      ]);
      this.shown.value = { result, report, soFar: null };
      this.finished.value = id;
    } catch (error) {
      if (!wasGivenUp(error)) this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.view.value = null;
    this.failure.value = failureOf(error);
  }
}

export function isUnderWay({ state }: RunView): boolean {
  return state === 'queued' || state === 'running';
}

/** Nobody waits for the answer; without it the run would be cancelled a little later. */
function end(id: string): void {
  fetch(`api/runs/${id}`, { method: 'DELETE', keepalive: true }).catch(() => undefined);
}
