/**
 * Progress on standard error, with an estimate of the time left: on a terminal one line that changes,
 * elsewhere (a file, a job's log) a line of its own now and then.
 *
 * Quick work stays quiet. Times in ms.
 */
import { duration } from '../document/quantity.ts';
import type { Terminal } from './terminal.ts';

/** When something is shown first, and how often. */
const ON_TERMINAL = { firstMs: 500, betweenMs: 100 };
const ELSEWHERE = { firstMs: 5000, betweenMs: 10_000 };
const BAR_WIDTH = 24;

export class Progress {
  private readonly terminal: Terminal;
  private readonly quiet: boolean;
  private readonly pace: typeof ON_TERMINAL;
  private readonly startedAt: number;
  private nextAt: number;
  private shown = false;

  constructor(terminal: Terminal, quiet: boolean) {
    this.terminal = terminal;
    this.quiet = quiet;
    this.pace = terminal.errIsTerminal ? ON_TERMINAL : ELSEWHERE;
    this.startedAt = terminal.now();
    this.nextAt = this.startedAt + this.pace.firstMs;
  }

  /** `share` of the work is done, 0 to 1; `what`: what is being done. */
  update(share: number, what: string): void {
    const now = this.terminal.now();
    if (this.quiet || now < this.nextAt) return;
    this.nextAt = now + this.pace.betweenMs;
    const left = Math.round(((now - this.startedAt) * (1 - share)) / share / 1000);
    const remaining = share > 0 ? `, about ${duration(Math.max(1, left) * 1000)} left` : '';
    const line = `${Math.floor(share * 100)}%  ${what}${remaining}`;
    if (!this.terminal.errIsTerminal) {
      this.terminal.err(`${line}\n`);
      return;
    }
    const filled = Math.round(share * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    // A line that wraps could not be taken away again.
    this.terminal.rewrite(`${bar} ${line}`.slice(0, this.terminal.columns - 1));
    this.shown = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.shown) this.terminal.rewrite('');
    this.shown = false;
  }
}
