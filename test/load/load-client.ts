/**
 * One client of a load test: looks at scenarios, turns a setting and previews it, hands in a small
 * run, listens to it and fetches what it came to; again and again, without a pause of its own.
 */
import type { RunView } from '../../web/server/run.ts';
import { SMALL_SCENARIO } from '../cli/test-terminal.ts';
import { eventsOf } from '../web/server/run-client.ts';
import type { Tally } from './tally.ts';

/** As the tally knows a run that came to its end. */
export const WHOLE_RUN = 'run, whole';

const SCENARIO = { text: SMALL_SCENARIO, name: 'small' };

export class LoadClient {
  private readonly origin: string;
  private readonly number: number;
  private readonly tally: Tally;
  private readonly ends: AbortSignal;
  private turn = 0;

  constructor(origin: string, number: number, tally: Tally, ends: AbortSignal) {
    this.origin = origin;
    this.number = number;
    this.tally = tally;
    this.ends = ends;
  }

  /** Until the test is over. */
  async work(): Promise<void> {
    while (!this.ends.aborted) {
      this.turn++;
      const rate = `mail.arrivals.0.rate=${10 + (this.turn % 50)}/m`;
      await this.ask('scenarios', '/api/scenarios');
      await this.ask('inspect', '/api/inspect', { scenario: SCENARIO, set: [rate] });
      await this.ask('preview', '/api/preview', {
        scenario: SCENARIO,
        set: [rate],
        settings: ['default', 'recommended'],
      });
      await this.run();
    }
  }

  /** Each one anew: nothing of it is in the store. */
  private async run(): Promise<void> {
    const begun = performance.now();
    const response = await this.ask('hand in', '/api/runs', {
      study: 'compare',
      scenario: SCENARIO,
      options: { seed: `${this.number} ${this.turn}`, replications: '8' },
      interim: true,
    });
    if (response === null) return;
    const { id } = JSON.parse(response) as RunView;
    const last = await this.listen(id);
    if (last?.state !== 'finished') {
      if (!this.ends.aborted) this.tally.fault(`run: ${last?.state ?? 'lost'}`);
      return;
    }
    await this.ask('result', `/api/runs/${id}/result`);
    await this.ask('report', `/api/runs/${id}/report`);
    this.tally.took(WHOLE_RUN, performance.now() - begun);
  }

  private async listen(id: string): Promise<RunView | null> {
    let last: RunView | null = null;
    try {
      const response = await fetch(`${this.origin}/api/runs/${id}/events`, { signal: this.ends });
      for await (const { event, data } of eventsOf(response)) {
        if (event === 'view') last = JSON.parse(data);
      }
      this.tally.answered('events', response.status, 0, null);
    } catch (error) {
      if (!this.ends.aborted) this.tally.broken('events', error);
    }
    return last;
  }

  /** The body; null where there is none, and after the wait that the server asks for. */
  private async ask(kind: string, path: string, body?: unknown): Promise<string | null> {
    if (this.ends.aborted) return null;
    const begun = performance.now();
    const post = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    try {
      const response = await fetch(this.origin + path, body === undefined ? {} : post);
      const text = await response.text();
      const retryAfter = response.headers.get('retry-after');
      this.tally.answered(kind, response.status, performance.now() - begun, retryAfter);
      if (response.ok) return text;
      await this.wait(Number(retryAfter ?? 1));
    } catch (error) {
      this.tally.broken(kind, error);
    }
    return null;
  }

  private wait(seconds: number): Promise<void> {
    if (this.ends.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.ends.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
