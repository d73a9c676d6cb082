/**
 * One gateway: its queue, its host-status table, its settings in force, its queue runs.
 *
 * The queue holds messages in order of arrival, those in a process's hands included: a queue run's
 * snapshot holds them too. It is a list of slots with gaps where a message has left; gaps are
 * closed as a snapshot walks through it, or before it would have to grow. Units: milliseconds.
 *
 * Invariant: `queued` is the number of slots that are no gap; `places` never counts fewer. A
 * message's `place` is where its slot stands, so that it leaves in one step whatever the length of
 * the queue: a list without places would be searched at every delivery.
 */
import { HostStatusTable } from './host-status-table.ts';
import type { MessagePool } from './message-pool.ts';
import type { SettingsInForce } from './settings.ts';

/** A place of the queue whose message has left. */
const GAP = -1;

export class Gateway {
  readonly index: number;
  settings: SettingsInForce;
  readonly table: HostStatusTable;
  /** Messages in the queue. */
  queued = 0;
  /** Queued messages that no process is trying to deliver; a skip is no try. */
  waiting = 0;
  /** Background processes at work; runners that MaxQueueChildren counts. */
  backgroundBusy = 0;
  runnersBusy = 0;
  /** Runs that have started and have not read the queue yet. */
  gathersPending = 0;
  /** A pass of the persistent work group has begun and is not over. */
  passAtWork = false;
  nextTickAt = Number.POSITIVE_INFINITY;
  private readonly messages: MessagePool;
  private queue = new Int32Array(1024);
  /** Places of the queue in use, gaps included. */
  private places = 0;

  constructor(index: number, hosts: number, settings: SettingsInForce, messages: MessagePool) {
    this.index = index;
    this.settings = settings;
    this.table = new HostStatusTable(hosts);
    this.messages = messages;
  }

  enqueue(slot: number): void {
    if (this.places === this.queue.length) this.makeRoom();
    this.messages.place[slot] = this.places;
    this.queue[this.places++] = slot;
    this.queued++;
  }

  dequeue(slot: number): void {
    this.queue[this.messages.place[slot]] = GAP;
    this.queued--;
  }

  /**
   * The queue without gaps, in order of arrival: `queued` slots, valid until it changes. Gaps are
   * closed only when somebody reads the queue anyway, so that leaving costs nothing.
   */
  inOrder(): Int32Array {
    const { queue, places, messages } = this;
    if (this.queued < places) {
      let place = 0;
      for (let i = 0; i < places; i++) {
        const slot = queue[i];
        if (slot === GAP) continue;
        queue[place] = slot;
        messages.place[slot] = place++;
      }
      this.places = place;
    }
    return queue;
  }

  /**
   * Twice as long only if at least half of it is full once the gaps are closed: a queue through
   * which millions pass does not grow by them.
   */
  private makeRoom(): void {
    this.inOrder();
    if (2 * this.queued < this.queue.length) return;
    const queue = new Int32Array(2 * this.queue.length);
    queue.set(this.queue);
    this.queue = queue;
  }
}
