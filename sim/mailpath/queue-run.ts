/**
 * One queue run: a frozen, sorted snapshot, and how many of its runners still work.
 *
 * Runner k takes items k, k+R, k+2R ... of the snapshot; nobody steals. Messages that another
 * process holds keep their places and are passed over when reached.
 * Source: Sendmail 8.17.1, queue.c (gatherq, sortq, run_work_group, runner_work).
 */

export class QueueRun {
  /** The snapshot: slots, and the numbers of the messages that were in them. */
  slots = new Int32Array(0);
  numbers = new Float64Array(0);
  count = 0;
  runners = 0;
  active = 0;
  /** A limited run (`-qI`, `-qR`, `-qS`): it ignores stored marks and MinQueueAge. */
  limited = false;
  persistent = false;

  /** Makes room for a snapshot of n messages. */
  reserve(n: number): void {
    if (this.slots.length >= n) return;
    let capacity = Math.max(1024, this.slots.length);
    while (capacity < n) capacity *= 2;
    this.slots = new Int32Array(capacity);
    this.numbers = new Float64Array(capacity);
  }
}
