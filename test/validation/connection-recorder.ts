/** Listens to a simulation and keeps what the server and the log of a recording would have shown. */
import type { Connection } from '../../sim/mailpath/connection.ts';
import type { Ending } from '../../sim/mailpath/faults.ts';
import type { Observer } from '../../sim/mailpath/observer.ts';
import { FAULT_KINDS } from './case-input.ts';
import { endedAfter, type RecordedCase } from './recorded-case.ts';

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
  /**
   * Deferrals by an attempt that look like skips: a connection lost at the RSET that begins an attempt
   * is logged with neither address nor reply (mci.c forgets the address, and learns it by a probe).
   */
  deferralsLikeSkips = 0;
  /** Recipients that a host deferred, which is logged at once, before another host took them. */
  deferralsOvercome = 0;
  /** How the last host that was tried in an attempt under way ended it. */
  private readonly endings = new Map<number, Ending>();
  private readonly cutWord: string;
  private readonly refusedWord: string;
  private readonly entries: Entry[] = [];
  private readonly open = new Map<number, Entry>();

  /** `sink`: the recording's server, which has words of its own for how a connection ended. */
  constructor({ capHow, faults = [] }: RecordedCase['sink']) {
    this.cutWord = capHow === '421' ? '421' : 'cap';
    const refusal = faults.find((fault) => fault.then !== undefined);
    this.refusedWord = endedAfter(refusal?.kind ?? '');
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
    else if (connection.fault.startsWith('refused-')) entry.ended = this.refusedWord;
    else if (connection.end !== 'quit') {
      entry.ended = RECORDED_WORDS.get(connection.fault) ?? connection.fault;
    }
  }

  delivered(message: number, arrivedAt: number, at: number): void {
    this.delays.push(at - arrivedAt);
    this.endings.delete(message);
  }

  tried(
    message: number,
    _process: number,
    _host: number,
    _connection: Connection | null,
    _at: number,
    ending: Ending,
  ): void {
    if (this.endings.get(message) === 'rcpt-4xx') this.deferralsOvercome++;
    this.endings.set(message, ending);
  }

  deferred(message: number): void {
    if (this.endings.get(message) === 'rset-reset') this.deferralsLikeSkips++;
    this.endings.delete(message);
  }
}
