/**
 * Facts that only a scenario needs: how queue files are locked (from the priority of first attempts
 * made at once), the addresses of each host, when queue runs began.
 */

import { RETRY_FACTOR } from '../../mailpath/disposition.ts';
import type { Attempt } from '../attempt.ts';
import type { LogListener } from '../log-reader.ts';
import type { MessageTable } from '../message-table.ts';
import { NO_NAME } from '../name-table.ts';

const MOST_ADDRESSES = 64;

export class GatewayHabits implements LogListener {
  private readonly messages: MessageTable;
  /** First attempts at once, by whether the queue file was read again for them. */
  readAgain = 0;
  notRead = 0;
  readonly addresses = new Map<number, Set<number>>();
  /** The start of the first queue run that was seen. */
  firstRunMs = Number.NaN;

  constructor(messages: MessageTable) {
    this.messages = messages;
  }

  attempt({ line, message, process, contact, host, retry, end }: Attempt): void {
    const { of } = this.messages;
    const initial = of.priority[message];
    if (!retry && process.attempts === 1 && !process.runner && !Number.isNaN(initial)) {
      const added = line.priority - initial;
      if (added === 0) this.notRead++;
      else if (added === RETRY_FACTOR) this.readAgain++;
    }
    if (process.runner && Number.isNaN(this.firstRunMs)) this.firstRunMs = process.firstMs;
    if (end !== 'sent' || contact.address === NO_NAME) return;
    let known = this.addresses.get(host);
    if (known === undefined) {
      known = new Set();
      this.addresses.set(host, known);
    }
    if (known.size < MOST_ADDRESSES) known.add(contact.address);
  }
}
