/**
 * A line of progress on standard error, with an estimate of the time left: on a terminal only.
 *
 * Nothing is shown in the first half second, so that quick work stays quiet. Times in ms.
 */
import { duration } from '../report/quantity.ts';
import type { Terminal } from './terminal.ts';

const FIRST_SHOWN_MS = 500;
const BETWEEN_MS = 100;
const BAR_WIDTH = 24;

export class Progress {
  private readonly terminal: Terminal;
  private readonly enabled: boolean;
  private readonly startedAt: number;
  private nextAt: number;
  private shown = false;

  constructor(terminal: Terminal, quiet: boolean) {
    this.terminal = terminal;
    this.enabled = terminal.errIsTerminal && !quiet;
    this.startedAt = terminal.now();
    this.nextAt = this.startedAt + FIRST_SHOWN_MS;
  }

  /** `share` of the work is done, 0 to 1; `what`: what is being done. */
  update(share: number, what: string): void {
    const now = this.terminal.now();
    if (!this.enabled || now < this.nextAt) return;
    this.nextAt = now + BETWEEN_MS;
    const left = share > 0 ? ((now - this.startedAt) * (1 - share)) / share : Number.NaN;
    const filled = Math.round(share * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    const remaining = Number.isNaN(left) ? '' : `, about ${duration(wholeSeconds(left))} left`;
    const line = `${bar} ${Math.floor(share * 100)}%  ${what}${remaining}`;
    // A line that wraps could not be taken away again.
    this.terminal.err(`\r\x1b[K${line.slice(0, this.terminal.columns - 1)}`);
    this.shown = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.shown) this.terminal.err('\r\x1b[K');
    this.shown = false;
  }
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000)) * 1000;
}
