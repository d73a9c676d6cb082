/** A server that is killed again and again on one store: what it said was finished is there for good. */
import { SMALL_SCENARIO } from '../cli/test-terminal.ts';
import { type Served, serveProcess } from '../web/server/served.ts';

const LOOK_EVERY_MS = 10;

interface View {
  readonly id: string;
  readonly state: string;
}

export class KilledServer {
  /** Results by id, of runs that were said to be finished. */
  readonly told = new Map<string, string>();
  private readonly main: string;
  private readonly store: string;

  constructor(main: string, store: string) {
    this.main = main;
    this.store = store;
  }

  start(): Promise<Served> {
    const words = ['--limit', 'results-kept=100000', '--limit', 'requests-per-minute=100000000'];
    return serveProcess(this.main, this.store, words);
  }

  /** Hands a run in, asks until it is over and fetches the result; null if the server went before. */
  async carryOut({ origin }: Served, seed: string): Promise<string | null> {
    try {
      const handedIn = await fetch(`${origin}/api/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          study: 'compare',
          scenario: { text: SMALL_SCENARIO, name: 'small' },
          set: [`run.seed=${seed}`],
        }),
      });
      let view = (await handedIn.json()) as View;
      while (view.state === 'queued' || view.state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
        view = (await (await fetch(`${origin}/api/runs/${view.id}`)).json()) as View;
      }
      if (view.state !== 'finished') throw new Error(`a run is ${view.state}`);
      // From here on it may not be lost, whether or not the result is fetched in time.
      this.told.set(view.id, '');
      const result = await this.result(origin, view.id);
      if (result === null) throw new Error(`run ${view.id} is finished, and has no result`);
      this.told.set(view.id, result);
      return result;
    } catch (error) {
      // The connection broke, since the server is gone.
      if (error instanceof TypeError) return null;
      throw error;
    }
  }

  /** What is wrong about what a server that goes on has of the runs of those before it. */
  async lost({ origin }: Served): Promise<string[]> {
    const { runs } = (await (await fetch(`${origin}/api/runs`)).json()) as { runs: View[] };
    const listed = new Set(runs.map(({ id }) => id));
    const wrong: string[] = [];
    for (const [id, told] of this.told) {
      if (!listed.has(id)) wrong.push(`run ${id} is not listed`);
      const result = await this.result(origin, id);
      if (result === null) wrong.push(`run ${id} is gone`);
      else if (told !== '' && result !== told) wrong.push(`run ${id} has another result`);
    }
    return wrong;
  }

  private async result(origin: string, id: string): Promise<string | null> {
    const response = await fetch(`${origin}/api/runs/${id}/result`);
    const text = await response.text();
    return response.ok ? text : null;
  }
}
