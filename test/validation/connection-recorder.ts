/** Listens to a simulation and keeps what the server of a recording would have logged. */
import type { Connection } from '../../sim/mailpath/connection.ts';
import type { Observer } from '../../sim/mailpath/observer.ts';

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

export class ConnectionRecorder implements Observer {
  readonly delays: number[] = [];
  private readonly entries: Entry[] = [];
  private readonly open = new Map<number, Entry>();

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
    if (connection.end === 'lifetime') entry.ended = 'cap';
    else if (connection.end !== 'quit') entry.ended = connection.fault;
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
