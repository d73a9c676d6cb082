/** What replications cost, in messages, and what is refused for it. */
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import { arrivalRate } from '../../../sim/mailpath/offered-load.ts';
import { betweenRunsMs } from '../../../sim/mailpath/settings.ts';
import { beyond } from '../failure.ts';
import type { Limits } from '../limits.ts';

/** Messages that one replication brings, expected. */
export function messagesOf(input: MailPathInput): number {
  return arrivalRate(input).messages + (input.backlog?.messages ?? 0);
}

/** What a replication of each costs, in messages: a queue run that finds nothing is no less work. */
export function workOf(inputs: readonly MailPathInput[]): number {
  return inputs.reduce((sum, input) => {
    const runs = (input.gateways * input.arrivalsEndMs) / betweenRunsMs(input.settings);
    return sum + messagesOf(input) + runs;
  }, 0);
}

/** Throws a Failure where one replication of these is more than is run at once. */
export function allowedAtOnce(
  inputs: readonly MailPathInput[],
  limits: Limits,
  what: 'A preview' | 'A replay' | 'A trace',
): void {
  const max = limits['preview-messages'];
  const messages = workOf(inputs);
  if (messages <= max) return;
  const number = Math.round(messages).toLocaleString('en-US');
  const instead = what === 'A preview' ? 'ask for a run.' : 'take a shorter day.';
  throw beyond(
    'too-large',
    `${what} of this would simulate ${number} messages and queue runs: ${instead}`,
    'preview-messages',
    max,
  );
}
