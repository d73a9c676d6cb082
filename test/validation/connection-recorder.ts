/** Listens to a simulation and keeps what the server of a recording would have logged. */
import type { Connection } from '../../sim/mailpath/connection.ts';
import type { Observer } from '../../sim/mailpath/observer.ts';
import { FAULT_KINDS } from './case-input.ts';

/** As in a recording: `ended` is absent where the gateway closed with QUIT. */
export interface ReplayedConnection {
  readonly openMs: number;
  readonly closeMs: number | null;
  readonly accepted: number;
  readonly ended?: string;
}

interface Entry {
  openMs: number;
  closeMs: number | null;
  accepted: number;
  ended?: string;
}

/** The model's words for what ends a connection, in the server's. */
const RECORDED_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries(FAULT_KINDS).map(([recorded, kind]) => [kind, recorded]),
);

export class ConnectionRecorder implements Observer {
  readonly delays: number[] = [];
  private readonly cutWord: string;
  private readonly entries: Entry[] = [];
  private readonly open = new Map<number, Entry>();

  /** `capHow`: how the recording's server ends a connection at its lifetime. */
  constructor(capHow: 'reset' | '421' | undefined) {
    this.cutWord = capHow === '421' ? '421' : 'cap';
  }

  connections(): ReplayedConnection[] {
    return this.entries;
  }

  opened(connection: Connection, at: number): void {
    const entry: Entry = { openMs: at, closeMs: null, accepted: 0 };
    this.entries.push(entry);
    this.open.set(connection.number, entry);
  }

  closed(connection: Connection, at: number): void {
    const entry = this.open.get(connection.number);
    if (entry === undefined) return;
    this.open.delete(connection.number);
    entry.closeMs = at;
    entry.accepted = connection.accepted;
    if (connection.end === 'lifetime') entry.ended = this.cutWord;
    else if (connection.end !== 'quit') {
      entry.ended = RECORDED_WORDS.get(connection.fault) ?? connection.fault;
    }
  }

  delivered(_message: number, arrivedAt: number, at: number): void {
    this.delays.push(at - arrivedAt);
  }

  arrived(): void {}
  returned(): void {}
  failed(): void {}
  deferred(): void {}
  skipped(): void {}
  stored(): void {}
  runStarted(): void {}
  locked(): void {}
  unlocked(): void {}
}
