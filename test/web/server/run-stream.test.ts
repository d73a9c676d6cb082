/** Events of a run for a reader who is slow, or takes nothing. */

import { describe, expect, it } from 'vitest';
import { runRequest } from '../../../web/server/requests.ts';
import { streamRun } from '../../../web/server/routes/runs.ts';
import { Run } from '../../../web/server/run.ts';

function running(): Run {
  const request = runRequest.parse({ study: 'run', scenario: { name: 'main' } });
  const run = new Run({ id: 'a', request, client: 'c', now: 0, positionOf: () => 1 });
  run.start();
  return run;
}

/** A reader: takes each event when the test says so. */
class Reader {
  readonly events: string[] = [];
  held = 0;
  ended = false;
  private taken: () => void = () => undefined;
  private gone: () => void = () => undefined;

  readonly sse = {
    send: ({ event, data }: { event: string; data: unknown }) => {
      this.events.push(`${event} ${data}`);
      return new Promise<void>((resolve) => {
        this.taken = resolve;
      });
    },
    onClose: (gone: () => void) => {
      this.gone = gone;
    },
  };

  stream(run: Run, late = 60_000): Promise<void> {
    const hold = (bytes: number) => {
      this.held += bytes;
      return () => {
        this.held -= bytes;
      };
    };
    const end = () => {
      this.ended = true;
      this.gone();
    };
    return streamRun(run, this.sse, { hold, end, late });
  }

  async take(): Promise<void> {
    this.taken();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const FILES = { result: '{"big":1}', report: '{}', csv: '', text: '' };

describe('a stream of events', () => {
  it('keeps the newest of each kind for a slow reader, and ends with the last view', async () => {
    const run = running();
    const reader = new Reader();
    const over = reader.stream(run);
    for (let i = 1; i < 1000; i++) {
      run.receive({ kind: 'progress', share: i / 1000, doing: `step ${i}` });
      run.receive({ kind: 'interim', replications: i, files: FILES });
    }
    expect(reader.events).toHaveLength(1);
    expect(reader.held).toBe(reader.events[0].length - 'view '.length);
    await reader.take();
    await reader.take();
    await reader.take();
    expect(reader.events).toHaveLength(3);
    expect(reader.events[1]).toContain('step 999');
    expect(reader.events[2]).toContain('"replications":999');
    run.cancel();
    await reader.take();
    expect(reader.events.at(-1)).toContain('"state":"cancelled"');
    await reader.take();
    await over;
    expect(reader.held).toBe(0);
  });

  it('lets go who takes nothing, and no longer listens for him', async () => {
    const run = running();
    const reader = new Reader();
    await reader.stream(run, 10);
    expect(reader.ended).toBe(true);
    expect(run.forgottenFor(5000)).toBe(5000);
  });
});
