/**
 * The processes that a log speaks of: queue runners, and the background process of one new message.
 *
 * A process is known by its machine and pid. A pid is used again, and a persistent queue runner makes
 * pass after pass; either way a pause begins a process anew here, since Sendmail wipes what a process
 * knows of hosts at the end of a pass (semantics of -qp). Bounded: processes that have been silent
 * while many others came are forgotten, ended. Units: milliseconds.
 */
import type { FailureKind } from './attempt.ts';
import { NO_NAME } from './name-table.ts';

/** What a process has seen of one host. */
export interface Contact {
  readonly host: number;
  /** The host failed this process: it skips the host from then on. NaN: it did not. */
  failedMs: number;
  /** How it failed, the last time. */
  failure: FailureKind;
  /** Why its first skip was one, which holds for those that follow it. */
  skipOrigin: SkipOrigin | null;
  /** Its open connection as the log shows it; NaN: it has none. */
  openedMs: number;
  /** The log says when it was opened (LogLevel above 13). */
  openedExactly: boolean;
  address: number;
  /** Messages that the connection brought, and those that were accepted. */
  brought: number;
  accepted: number;
  /** When the first and the last of those were. */
  firstAcceptedMs: number;
  lastAcceptedMs: number;
  usedMs: number;
}

/**
 * Why a process skipped a host: it had seen it fail itself; the shared table said so; or nothing in
 * the log explains it, as when another process held the lock on the table's file.
 */
export type SkipOrigin = 'memory' | 'table' | 'unexplained';

export interface LogProcess {
  readonly gateway: number;
  readonly pid: number;
  /** The start of its first attempt. */
  firstMs: number;
  /** The end of its last one. */
  lastMs: number;
  attempts: number;
  /** It took messages from the queue. */
  runner: boolean;
  /** `SMTP outgoing connect` was seen, and no attempt since. */
  connectingMs: number;
  readonly contacts: Contact[];
}

/** Between two attempts of one process lie milliseconds, and the rounding of both to seconds. */
const PAUSE_MS = 5000;
/** Processes in the younger half; twice as many are known at most. */
const MOST_YOUNG = 20_000;
/** More than any system's pids. */
const PIDS = 2 ** 23;

export class ProcessTable {
  private young = new Map<number, LogProcess>();
  private old = new Map<number, LogProcess>();
  private readonly ended: (process: LogProcess) => void;

  constructor(ended: (process: LogProcess) => void) {
    this.ended = ended;
  }

  /** The process that does something from `startMs` on. */
  process(gateway: number, pid: number, startMs: number): LogProcess {
    const key = (gateway + 1) * PIDS + (pid % PIDS);
    let found = this.young.get(key);
    if (found === undefined) {
      found = this.old.get(key);
      if (found !== undefined) {
        this.old.delete(key);
        this.young.set(key, found);
      }
    }
    if (found !== undefined && startMs - found.lastMs <= PAUSE_MS) return found;
    if (found !== undefined) this.ended(found);
    const begun: LogProcess = {
      gateway,
      pid,
      firstMs: startMs,
      lastMs: startMs,
      attempts: 0,
      runner: false,
      connectingMs: Number.NaN,
      contacts: [],
    };
    this.young.set(key, begun);
    if (this.young.size > MOST_YOUNG) this.age();
    return begun;
  }

  runnersAtWork(atMs: number): number {
    let count = 0;
    for (const process of this.young.values()) {
      if (process.runner && atMs - process.lastMs <= PAUSE_MS) count++;
    }
    return count;
  }

  /** The end of the log: all processes end. */
  end(): void {
    this.age();
    this.age();
  }

  private age(): void {
    for (const process of this.old.values()) this.ended(process);
    this.old = this.young;
    this.young = new Map();
  }
}

export function contactOf(process: LogProcess, host: number): Contact {
  for (const contact of process.contacts) if (contact.host === host) return contact;
  const contact: Contact = {
    host,
    failedMs: Number.NaN,
    failure: 'other',
    skipOrigin: null,
    openedMs: Number.NaN,
    openedExactly: false,
    address: NO_NAME,
    brought: 0,
    accepted: 0,
    firstAcceptedMs: Number.NaN,
    lastAcceptedMs: Number.NaN,
    usedMs: Number.NaN,
  };
  process.contacts.push(contact);
  return contact;
}
