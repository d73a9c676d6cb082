/** How a connection of a run ended, and the words for it. In a file of its own: the page loads no model with it. */

/** `messages`: the gateway closed it since it had carried all it may; `too-many`: 421 at greeting. */
export const CONNECTION_ENDS = ['quit', 'messages', 'cut', 'fault', 'too-many', 'open'] as const;
export type ConnectionEnding = (typeof CONNECTION_ENDS)[number];

export const END_WORDS: Readonly<Record<ConnectionEnding, string>> = {
  quit: 'closed in order',
  messages: 'closed at its limit of messages',
  cut: 'cut at its lifetime',
  fault: 'ended by a fault',
  'too-many': 'one too many (421)',
  open: 'still open at the end',
};
