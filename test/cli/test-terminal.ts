/** A terminal for tests: keeps what is written, is interrupted when it is told to be. */

import { commandLine } from '../../sim/cli/command-line.ts';
import { Ink, type Terminal } from '../../sim/cli/terminal.ts';
import { harmlessFile } from '../../sim/document/harmless.ts';

export interface TerminalState {
  readonly input?: string | Buffer;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Ctrl+C is pressed at this turn; never by default. */
  readonly interruptAtTurn?: number;
  /** Time that passes with every look at the clock. */
  readonly lookMs?: number;
}

class TestTerminal implements Terminal {
  outText = '';
  errText = '';
  lastWordsText = '';
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  private readonly state: TerminalState;
  private readonly ink = new Ink();
  readonly paint = this.ink.paint;
  private turns = 0;
  private clock = 0;

  constructor(state: TerminalState = {}) {
    this.state = state;
    this.outIsTerminal = state.isTerminal ?? false;
    this.errIsTerminal = state.isTerminal ?? false;
    this.columns = state.columns ?? 100;
    // In line and without a store: what a test sees is then its own doing.
    this.environment = { MAILPATH_WORKERS: '0', MAILPATH_CACHE: 'off', ...state.environment };
  }

  out(text: string): void {
    this.outText += this.ink.written(text);
  }

  file(text: string): void {
    this.outText += harmlessFile(text);
  }

  err(text: string): void {
    this.errText += this.ink.written(text);
  }

  rewrite(line: string): void {
    this.errText += this.ink.rewritten(line);
  }

  lastWords(text: string): void {
    this.lastWordsText = text;
  }

  async readInput(limitBytes: number): Promise<Buffer | null> {
    const input = Buffer.from(this.state.input ?? '');
    return input.length > limitBytes ? null : input;
  }

  async *input(): AsyncIterable<Uint8Array> {
    yield Buffer.from(this.state.input ?? '');
  }

  /** Where progress is shown, or somebody interrupts, time passes with every look at the clock. */
  private get passesQuickly(): boolean {
    return this.state.isTerminal === true || this.state.interruptAtTurn !== undefined;
  }

  now(): number {
    this.clock += this.state.lookMs ?? (this.passesQuickly ? 50 : 2);
    return this.clock;
  }

  async pause(): Promise<void> {
    this.turns++;
  }

  interrupted(): boolean {
    return this.turns >= (this.state.interruptAtTurn ?? Number.POSITIVE_INFINITY);
  }
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Carries out one command line. */
export async function mailpath(
  words: readonly string[],
  state: TerminalState = {},
): Promise<Ended> {
  const terminal = new TestTerminal(state);
  const code = await commandLine(words, terminal);
  return { code, out: terminal.outText, err: terminal.errText };
}

/** A scenario of a few hundred messages. */
export const SMALL_SCENARIO = `
version: 2
question: What does a refusal of two minutes cost a small gateway?
run: { arrivals-for: 20m, replications: 3, seed: small }
gateway: { arrangement: background }
mail:
  arrivals: [{ rate: 30/m }]
hosts:
  exchange-online:
    faults: [{ kind: greeting-421, at: 5m, for: 2m }]
settings:
  default: { retry-interval: 10m, host-status-timeout: 10m }
expect:
  - default.p99 > recommended.p99
  - default.largest-part == mark
`;
