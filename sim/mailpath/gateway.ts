/**
 * One gateway: its queue, its host-status table, its settings in force, its queue runs.
 *
 * The queue is a list of messages in order of arrival, those in a process's hands included: a queue
 * run's snapshot holds them too. Units: milliseconds.
 */
import { HostStatusTable } from './host-status-table.ts';
import type { GatewaySettings } from './input.ts';
import type { MessagePool } from './message-pool.ts';
import type { QueueRun } from './queue-run.ts';

export class Gateway {
  readonly index: number;
  settings: GatewaySettings;
  readonly table: HostStatusTable;
  /** First and last queued message, in order of arrival; -1: none. */
  first = -1;
  last = -1;
  queued = 0;
  /** Queued messages that no process is working on. */
  waiting = 0;
  /** Background processes at work; runners that MaxQueueChildren counts. */
  backgroundBusy = 0;
  runnersBusy = 0;
  /** Runs with runners at work. */
  readonly runs: QueueRun[] = [];
  nextTickAt = Number.POSITIVE_INFINITY;
  private readonly messages: MessagePool;

  constructor(index: number, hosts: number, settings: GatewaySettings, messages: MessagePool) {
    this.index = index;
    this.settings = settings;
    this.table = new HostStatusTable(hosts);
    this.messages = messages;
  }

  enqueue(slot: number): void {
    const { messages } = this;
    messages.next[slot] = -1;
    messages.previous[slot] = this.last;
    if (this.last >= 0) messages.next[this.last] = slot;
    else this.first = slot;
    this.last = slot;
    this.queued++;
  }

  dequeue(slot: number): void {
    const { messages } = this;
    const next = messages.next[slot];
    const previous = messages.previous[slot];
    if (previous >= 0) messages.next[previous] = next;
    else this.first = next;
    if (next >= 0) messages.previous[next] = previous;
    else this.last = previous;
    this.queued--;
  }
}
