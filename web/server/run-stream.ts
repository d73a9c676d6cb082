/**
 * What happens to a run, sent until it is over or the client has gone. Of what a slow reader has not
 * taken only the newest view and the newest interim result wait; one who takes nothing is let go.
 */
import type { StoredRun } from './result-store.ts';
import type { Run, RunEvent } from './run.ts';

interface StreamBounds {
  /** Bytes that are sent and not taken yet; throws where they are too many. */
  readonly hold: (bytes: number) => () => void;
  readonly end: () => void;
  /** In so much time each event has to be taken, ms. */
  readonly late: number;
}

export class RunStream {
  readonly over: Promise<void>;
  private readonly waiting = new Map<RunEvent['kind'], RunEvent>();
  private readonly sse: { send: Send };
  private readonly bounds: StreamBounds;
  private sending = false;
  private finish: () => void = () => undefined;

  constructor(
    run: Run,
    sse: { send: Send; onClose: (gone: () => void) => void },
    bounds: StreamBounds,
  ) {
    this.sse = sse;
    this.bounds = bounds;
    const gone = new Promise<void>((resolve) => {
      this.finish = resolve;
      sse.onClose(resolve);
    });
    const unlisten = run.listen((event) => {
      this.waiting.set(event.kind, event);
      if (!this.sending) void this.send(run);
    });
    this.over = gone.finally(unlisten);
  }

  private async send(run: Run): Promise<void> {
    this.sending = true;
    for (const [kind, event] of this.waiting) {
      this.waiting.delete(kind);
      const data = event.kind === 'view' ? JSON.stringify(event.view) : interim(event);
      const late = setTimeout(this.bounds.end, this.bounds.late);
      try {
        const taken = this.bounds.hold(data.length);
        await this.sse.send({ event: kind, data }).finally(taken);
      } catch {
        this.bounds.end();
      } finally {
        clearTimeout(late);
      }
    }
    this.sending = false;
    if (run.isOver) this.finish();
  }
}

type Send = (message: { event: string; data: unknown }) => Promise<void>;

/** The two forms that a page shows; they are JSON already, and are not read again to be sent. */
function interim({ replications, files }: { replications: number; files: StoredRun['files'] }) {
  return `{"replications":${replications},"result":${files.result},"report":${files.report}}`;
}
