/**
 * How a connection ended, in the terms of a chart: the model knows that the gateway closed it, this
 * tells whether it did since the connection had carried all the messages that it may.
 *
 * Units: milliseconds from the start of the run.
 */
import type { ConnectionEnd } from '../mailpath/connection.ts';
import type { MailPathInput } from '../mailpath/input.ts';
import type { ConnectionEnding } from './timeline.ts';

interface EndedConnection {
  readonly end: ConnectionEnd;
  /** Messages that it was given. */
  readonly brought: number;
  readonly openedAt: number;
}

export function endingOf(
  { end, brought, openedAt }: EndedConnection,
  input: MailPathInput,
): ConnectionEnding {
  if (end === 'lifetime') return 'cut';
  if (end === 'limit') return 'too-many';
  if (end === 'fault') return 'fault';
  return brought >= messageLimit(input, openedAt) ? 'messages' : 'quit';
}

/** Messages per connection as they were set when it was opened. */
function messageLimit({ settings, actions }: MailPathInput, at: number): number {
  let limit = settings.messagesPerConnection;
  for (const action of actions) {
    if (action.kind !== 'set' || action.atMs > at) continue;
    limit = action.settings.messagesPerConnection ?? limit;
  }
  return limit;
}
