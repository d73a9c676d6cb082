/**
 * Deliveries that took long enough for whole seconds to tell their speed: how much connections differ
 * in goodput. Bounded: a sample, the first ones. Units: milliseconds, bytes.
 */
import { ln } from '../../engine/elementary.ts';
import type { Attempt } from '../attempt.ts';
import type { LogListener } from '../log-reader.ts';
import type { MessageTable } from '../message-table.ts';

/** An error of a second is 10% of it. */
const LONG_MS = 10_000;
const MOST = 20_000;

export interface LongTransfer {
  readonly bytes: number;
  readonly ms: number;
}

export class LongTransferRecorder implements LogListener {
  readonly transfers: LongTransfer[] = [];
  private readonly messages: MessageTable;

  constructor(messages: MessageTable) {
    this.messages = messages;
  }

  attempt({ end, message, startMs, endMs }: Attempt): void {
    const ms = endMs - startMs;
    if (end !== 'sent' || ms < LONG_MS || this.transfers.length >= MOST) return;
    const bytes = this.messages.of.sizeBytes[message];
    if (bytes > 0) this.transfers.push({ bytes, ms });
  }
}

/** Standard deviation of ln(bytes/ms) among them; NaN: too few to tell. */
export function goodputSpread(transfers: readonly LongTransfer[], latencyMs: number): number {
  const rates = transfers
    .filter(({ ms }) => ms > 2 * latencyMs)
    .map(({ bytes, ms }) => ln(bytes / (ms - latencyMs)));
  if (rates.length < FEWEST) return Number.NaN;
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  return Math.sqrt(squares / (rates.length - 1));
}

const FEWEST = 30;
