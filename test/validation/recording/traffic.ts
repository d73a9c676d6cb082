/**
 * When messages are sent to the gateway and how large they are: seeded, so that a case can be
 * recorded again with the same arrivals. Times in ms from the first, sizes in bytes.
 */
import { exp, ln, normalQuantile } from '../../../sim/engine/elementary.ts';
import { RandomStream } from '../../../sim/engine/random.ts';
import type { Traffic } from './recording-plan.ts';

export interface PlannedMessage {
  readonly number: number;
  readonly atMs: number;
  /** Bytes of filling besides the header lines. */
  readonly fillBytes: number;
  readonly recipients: readonly string[];
}

/** The recipient of all messages: some other domain, so that all go to the smart host. */
const RECIPIENT = 'info@domain.info';

/** The largest filling, bytes: a guard against the tail of a wide distribution. */
const MAX_FILL_BYTES = 400_000;

export function plannedMessages({ arrivals, sizes, large, mailboxes }: Traffic): PlannedMessage[] {
  const stream = sizes === undefined ? null : new RandomStream(sizes.seed, 0, 'sizes');
  return arrivalTimes(arrivals).map((atMs, number) => {
    const drawn =
      stream === null || sizes === undefined
        ? 0
        : Math.min(
            MAX_FILL_BYTES,
            Math.round(sizes.medianBytes * exp(sizes.sigma * normalQuantile(stream.uniform()))),
          );
    const fillBytes = number === large?.message ? large.bytes : drawn;
    return { number, atMs, fillBytes, recipients: recipientsOf(number, mailboxes) };
  });
}

function recipientsOf(number: number, mailboxes: Traffic['mailboxes']): string[] {
  if (mailboxes === undefined) return [RECIPIENT];
  const names = [mailboxes[number % mailboxes.length]];
  if (number % 8 === 7) names.push(mailboxes[(number + 5) % mailboxes.length]);
  return names;
}

function arrivalTimes(plan: Traffic['arrivals']): number[] {
  if (plan.kind === 'steady') return Array.from({ length: plan.count }, (_, i) => i * plan.gapMs);
  const stream = new RandomStream(plan.seed, 0, 'arrivals');
  const times: number[] = [];
  const meanGapMs = 1000 / plan.perSecond;
  for (let at = 0; at < plan.forMs; at += meanGapMs * -ln(stream.uniform())) {
    times.push(Math.round(at));
  }
  return times;
}
