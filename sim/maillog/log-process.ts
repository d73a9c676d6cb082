/**
 * The processes that a log speaks of: queue runners, and the background process of one new message.
 *
 * A process is known by its machine and pid. A pid is used again, and a persistent queue runner makes
 * pass after pass; either way a pause begins a process anew here, since Sendmail wipes what a process
 * knows of hosts at the end of a pass (semantics of -qp). So does a stamp that goes back further than
 * stamps of one process may. Bounded: processes of new mail that have been silent while many others
 * came are forgotten, ended. Units: milliseconds.
 */
import type { FailureKind } from './attempt.ts';
import { NO_NAME } from './name-table.ts';

/** What a process has seen of one host. */
export class Contact {
  host = NO_NAME;
  /** The host failed this process: it skips the host from then on. NaN: it did not. */
  failedMs = Number.NaN;
  /** How it failed, the last time. */
  failure: FailureKind = 'other';
  /** Why its first skip was one, which holds for those that follow it. */
  skipOrigin: SkipOrigin | null = null;
  /** Its open connection as the log shows it; NaN: it has none. */
  openedMs = Number.NaN;
  /** The log says when it was opened (LogLevel above 11). */
  openedExactly = false;
  address = NO_NAME;
  /** Messages that were accepted on the connection. */
  accepted = 0;
  /** When the first and the last of those were. */
  firstAcceptedMs = Number.NaN;
  lastAcceptedMs = Number.NaN;
  usedMs = Number.NaN;

  begin(host: number): void {
    this.host = host;
    this.failedMs = Number.NaN;
    this.failure = 'other';
    this.skipOrigin = null;
    this.openedMs = Number.NaN;
    this.openedExactly = false;
    this.address = NO_NAME;
    this.accepted = 0;
    this.firstAcceptedMs = Number.NaN;
    this.lastAcceptedMs = Number.NaN;
    this.usedMs = Number.NaN;
  }
}

/**
 * Why a process skipped a host: it had seen it fail itself; the shared table said so; or nothing in
 * the log explains it, as when another process held the lock on the table's file.
 */
export type SkipOrigin = 'memory' | 'table' | 'unexplained';

/** So many hosts of a process are looked through one by one: most deal with fewer. */
const FEW_HOSTS = 8;

/** Used again when it has ended, with its contacts: nearly every message has a process of its own. */
export class LogProcess {
  gateway = NO_NAME;
  /** The start of its first attempt. */
  firstMs = Number.NaN;
  /** The end of its last one. */
  lastMs = Number.NaN;
  attempts = 0;
  /** It took messages from the queue. */
  runner = false;
  /** It has been counted to a queue run. */
  counted = false;
  /** `SMTP outgoing connect` was seen, and no attempt since. */
  connectingMs = Number.NaN;
  /** The hosts that it has dealt with. */
  hosts = 0;
  /** What it has seen of each of those, and contacts of processes before it. */
  private readonly contacts: Contact[] = [];
  /** Of those beyond the first few. */
  private readonly byHost = new Map<number, Contact>();

  begin(gateway: number, startMs: number): void {
    this.gateway = gateway;
    this.firstMs = startMs;
    this.lastMs = startMs;
    this.attempts = 0;
    this.runner = false;
    this.counted = false;
    this.connectingMs = Number.NaN;
    this.hosts = 0;
    this.byHost.clear();
    if (this.contacts.length > FEW_HOSTS) this.contacts.length = FEW_HOSTS;
  }

  /** What it has seen of a host: nothing, if it has not dealt with it before. */
  contact(host: number): Contact {
    const { contacts } = this;
    const few = Math.min(this.hosts, FEW_HOSTS);
    for (let i = 0; i < few; i++) if (contacts[i].host === host) return contacts[i];
    const known = this.byHost.get(host);
    if (known !== undefined) return known;
    if (contacts.length === this.hosts) contacts.push(new Contact());
    const contact = contacts[this.hosts++];
    contact.begin(host);
    if (this.hosts > FEW_HOSTS) this.byHost.set(host, contact);
    return contact;
  }

  eachContact(visit: (contact: Contact) => void): void {
    for (let i = 0; i < this.hosts; i++) visit(this.contacts[i]);
  }
}

/** Between two attempts of one process lie milliseconds, and the rounding of both to seconds. */
const PAUSE_MS = 5000;
/** Processes in the younger half; twice as many are known at most, and the queue runners. */
const MAX_YOUNG = 2000;
/** With the queue runners of the last hour that are kept besides. */
const MAX_OLD = 6000;
/** Sendmail's longest wait for a reply (Timeout.datafinal, Timeout.rcpt). */
const SILENT_MS = 3_600_000;
/** More than any system's pids; a key of a few gateways is a small integer all the same. */
const PIDS = 2 ** 22;

export class ProcessTable {
  private young = new Map<number, LogProcess>();
  private old = new Map<number, LogProcess>();
  private readonly free: LogProcess[] = [];
  private readonly ended: (process: LogProcess) => void;

  constructor(ended: (process: LogProcess) => void) {
    this.ended = ended;
  }

  /** The process that does something from `startMs` to `endMs`. */
  process(gateway: number, pid: number, startMs: number, endMs: number): LogProcess {
    const key = gateway * PIDS + (pid % PIDS);
    let found = this.young.get(key);
    if (found === undefined) {
      found = this.old.get(key);
      if (found !== undefined) {
        this.old.delete(key);
        this.young.set(key, found);
      }
    }
    if (found !== undefined) {
      const continues = startMs - found.lastMs <= PAUSE_MS && found.lastMs - endMs <= PAUSE_MS;
      if (continues) return found;
      this.ended(found);
      found.begin(gateway, startMs);
      return found;
    }
    const begun = this.free.pop() ?? new LogProcess();
    begun.begin(gateway, startMs);
    this.young.set(key, begun);
    if (this.young.size > MAX_YOUNG) this.age(startMs);
    return begun;
  }

  runnersAtWork(atMs: number): number {
    let count = 0;
    for (const known of [this.young, this.old]) {
      for (const { runner, lastMs } of known.values()) {
        if (runner && atMs - lastMs <= PAUSE_MS) count++;
      }
    }
    return count;
  }

  /** The end of the log: all processes end. */
  end(): void {
    this.age(Number.POSITIVE_INFINITY);
    this.age(Number.POSITIVE_INFINITY);
  }

  /** `nowMs`: queue runners that did something in the last hour stay, however many others came. */
  private age(nowMs: number): void {
    const { old, young } = this;
    this.young = old;
    this.old = young;
    for (const [key, process] of old) {
      const kept = young.size < MAX_OLD && process.runner;
      if (kept && nowMs - process.lastMs < SILENT_MS) {
        young.set(key, process);
        continue;
      }
      this.ended(process);
      this.free.push(process);
    }
    old.clear();
  }
}
