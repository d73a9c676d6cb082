/**
 * The host-status table that all processes of one gateway share: one small file per host.
 *
 * Source: Sendmail 8.17.1, mci.c (mci_load_persistent, mci_store_persistent,
 * mci_lock_host_statfile). A file is locked while it is read (shared) or written (exclusive), never
 * waited for: a reader that finds it locked by a writer goes without it, a writer that finds it
 * locked drops its write, so the last writer that got the lock wins. Times in the file are whole
 * seconds of the wall clock. Left out: the directory walk and its cost.
 *
 * States of a host in it, as an administrator sees them with `hoststat`:
 *
 *   no file --- any process closes a connection to it, or ends with it in a cache slot --> good, or bad
 *   good ------ a process that holds it bad writes ----------------------------------------> bad
 *   bad ------- any process closes well ---------------------------------------------------> good
 *   bad ------- Timeout.hoststatus after its last use -------------------------------------> expired
 *   any ------- the file is deleted -------------------------------------------------------> no file
 *
 * Nobody clears an expired mark: each reader finds it stale for itself (mci_get). A skip reads and
 * never writes, so that skipping cannot prolong a mark. "Bad" is 75 (EX_TEMPFAIL) in the S line;
 * "unavailable" is 69, which returns mail.
 */

/** Remembered exit status of a host: EX_OK, EX_TEMPFAIL, EX_UNAVAILABLE. */
export const STATUS_GOOD = 0;
export const STATUS_BAD = 1;
export const STATUS_UNAVAILABLE = 2;

/** The stored errno, which becomes the text of later skips: an index of SKIP_TEXTS. */
export const TEXT_BARE = 0;
export const TEXT_RESET = 1;
/** What a skip's log line says after `stat=Deferred`, by stored text. */
export const SKIP_TEXTS = ['bare', 'reset', 'timeout', 'refused'] as const;

export class HostStatusTable {
  /** Per host: is there a file, and what does it say. */
  readonly exists: Uint8Array;
  readonly status: Uint8Array;
  readonly text: Uint8Array;
  readonly lastUseSecond: Float64Array;
  private readonly writeLockedUntil: Float64Array;
  private readonly writer: Int32Array;
  private readonly readLockedUntil: Float64Array;
  private readonly reader: Int32Array;
  /** Time with a mark in force, per host: since when, until when it would last, and the sum. */
  private counts = true;
  private readonly markedSince: Float64Array;
  private readonly markedUntil: Float64Array;
  readonly markedMs: Float64Array;
  /** Hears of each stretch of time that was added to it; null when nobody listens. */
  onMarked: ((host: number, from: number, to: number) => void) | null = null;

  constructor(hosts: number) {
    this.exists = new Uint8Array(hosts);
    this.status = new Uint8Array(hosts);
    this.text = new Uint8Array(hosts);
    this.lastUseSecond = new Float64Array(hosts);
    this.writeLockedUntil = new Float64Array(hosts).fill(-1);
    this.writer = new Int32Array(hosts).fill(-1);
    this.readLockedUntil = new Float64Array(hosts).fill(-1);
    this.reader = new Int32Array(hosts).fill(-1);
    this.markedSince = new Float64Array(hosts).fill(-1);
    this.markedUntil = new Float64Array(hosts);
    this.markedMs = new Float64Array(hosts);
  }

  /**
   * Takes the shared lock to read a host's file; false if a writer has it.
   *
   * A reader holds its lock for the time of reading, and keeps writers out meanwhile. A lock that
   * this process has itself is none against it: it is the same process one step later.
   */
  lockToRead(host: number, process: number, now: number, holdMs: number): boolean {
    if (now < this.writeLockedUntil[host] && this.writer[host] !== process) return false;
    this.readLockedUntil[host] = now + holdMs;
    this.reader[host] = process;
    return true;
  }

  /**
   * Writes a host's file; false (and nothing written) if another process has it locked.
   *
   * Last writer wins, by design of Sendmail: the file says what one process saw last, not what is
   * true of the host. With hundreds of machines behind a name that is how one bad machine stops all
   * mail, and how one good connection lets it go again.
   */
  store(
    host: number,
    process: number,
    now: number,
    holdMs: number,
    status: number,
    text: number,
    lastUseSecond: number,
    markEndsAt: number,
  ): boolean {
    if (now < this.writeLockedUntil[host] && this.writer[host] !== process) return false;
    if (now < this.readLockedUntil[host] && this.reader[host] !== process) return false;
    this.writeLockedUntil[host] = now + holdMs;
    this.writer[host] = process;
    this.exists[host] = 1;
    this.status[host] = status;
    this.text[host] = text;
    this.lastUseSecond[host] = lastUseSecond;
    this.endMark(host, now);
    // A mark that is over as it is written (an old one, re-asserted at a late exit) keeps nobody.
    if (this.counts && status !== STATUS_GOOD && markEndsAt > now) {
      this.markedSince[host] = now;
      this.markedUntil[host] = markEndsAt;
    }
    return true;
  }

  /**
   * Deletes a host's file, as an administrator would. Locks stay: they belong to processes, not to
   * what is in the file.
   */
  clear(host: number, now: number): void {
    this.exists[host] = 0;
    this.endMark(host, now);
  }

  /**
   * Host status is switched on or off: processes that began before may still write, but while it is
   * off no mark is in force for anyone new.
   */
  setInForce(inForce: boolean, now: number): void {
    this.counts = inForce;
    if (inForce) return;
    for (let host = 0; host < this.exists.length; host++) this.endMark(host, now);
  }

  /**
   * How long the host was marked up to now, a mark that still stands included. A reading in the
   * middle of a run must not end the mark, hence without a change.
   */
  markedUpTo(host: number, now: number): number {
    const since = this.markedSince[host];
    if (since < 0) return this.markedMs[host];
    return this.markedMs[host] + Math.max(0, Math.min(now, this.markedUntil[host]) - since);
  }

  /**
   * Adds the time of a mark that stood up to now (at most its own time) to the host's sum. The sum
   * is of time in force, not of files that say bad: an expired file keeps nobody from trying.
   */
  endMark(host: number, now: number): void {
    const since = this.markedSince[host];
    if (since < 0) return;
    const until = Math.min(now, this.markedUntil[host]);
    this.markedMs[host] += until - since;
    this.markedSince[host] = -1;
    if (this.onMarked !== null) this.onMarked(host, since, until);
  }
}
