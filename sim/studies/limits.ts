/**
 * What the model leaves out, and what that does to a result: the list that stands in every report.
 * A test holds docs/model.md to the same list.
 */
export const LIMITS: readonly (readonly [leftOut: string, effect: string])[] = [
  ['content filtering before the queue', 'delays count from the queue, not from the sender'],
  ['DNS', 'a failure of DNS is as a refused connection'],
  [
    'TCP slow start inside a transfer',
    'goodput stands for it; small messages on new connections take some round trips longer',
  ],
  ['recipients split over several envelopes', 'a message has one destination'],
  ['STARTTLS and AUTH failures', 'as a 4xx at greeting'],
  [
    'SingleThreadDelivery',
    'off, as in stock Sendmail; where a gateway has it on, switching host status off switches it off too',
  ],
  ['ForkEachJob, ETRN, several queue groups', 'not in the published arrangements'],
  [
    'load-average limits (QueueLA, RefuseLA, DelayLA)',
    'background-limit stands for QueueLA; connections are never refused',
  ],
  ['IPv6 before IPv4', 'addresses of a name are tried in one order'],
  ['filtering at Exchange Online after acceptance', 'delay ends with the 250 to the final dot'],
  [
    'deliveries doubled by a lost reply',
    'counted (duplicates), not sent again as a second delivery',
  ],
  [
    'a concurrency limit that forgets a connection the moment it is cut',
    'the place is free only when the gateway notices, at its next command',
  ],
  [
    'gateways that differ, mail that prefers one of them (MX preferences, senders that keep a connection)',
    'gateways share the mail equally; an uneven split loads one more than the model says',
  ],
  [
    'two processes within one round trip of each other',
    'what one learns in a probe, the other may know up to a round trip early',
  ],
];
