/**
 * What to change first, and what the log cannot tell: from the findings, in sentences.
 * Units in: milliseconds.
 */
import { count, duration } from '../../document/quantity.ts';
import { name } from '../../document/words.ts';
import type { Finding } from '../../maillog/diagnose/finding.ts';
import type { LogFacts } from '../../maillog/diagnose/log-facts.ts';
import type { StampOrder } from '../../maillog/diagnose/traffic.ts';
import { remediesAgainst } from '../remedy-words.ts';
import type { DiagnosisResult } from './diagnosis-schema.ts';

/** Below this a limit only costs set-ups. */
const MARGIN = 0.8;

/** The first thing first; nothing twice. */
export function advice(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap(adviceOf))];
}

/** Remedies of the gateway's (sim/mailpath/remedies.ts), and what else one does. */
function adviceOf(finding: Finding): string[] {
  switch (finding.kind) {
    case 'lifetime-cuts':
      return cutAdvice(finding);
    case 'never-fits':
      return [
        'Take the messages that never fit out of the queue, or send them another way: until then each try of them marks the host again.',
      ];
    case 'marked-fault':
    case 'old-mark':
      return (['mark', 'standing-mark', 'skip'] as const).flatMap((harm) => remediesAgainst(harm));
    case 'flaky':
      return [
        ...remediesAgainst('refusal'),
        'HostStat is not the cause of the refusals: ask the far side about them.',
      ];
    case 'far-side-defers':
      return [
        `Take up with ${name(finding.host)} why it answers ${finding.replies[0].code}: send more slowly if it throttles, retry later if it greylists. Limits of messages per connection, HostStat and runners do not change its answer; more runners can make a throttle worse.`,
      ];
    case 'lock':
      return finding.single
        ? ['Switch SingleThreadDelivery off: processes then talk to the host at the same time.']
        : remediesAgainst('status-lock');
    case 'silent-breaks':
      return [
        ...remediesAgainst('mark'),
        'Find out why the far side closes connections between messages: by age, by number, or by an idle limit; a limit of messages per connection below that keeps the gateway ahead of it.',
      ];
    case 'outage':
      return remediesAgainst('outage');
    case 'random-breaks':
      return finding.after !== null
        ? remediesAgainst('cut', {
            limit: { value: count(Math.max(1, finding.after - 1)), aside: '' },
          })
        : [
            'Look for what breaks connections at any age: firewalls and load balancers with idle limits, a lossy link, restarts of the far side.',
          ];
    case 'local-errors':
      return ['Look at the gateway’s own DNS and routes.'];
    case 'slow-transfer':
      return [...remediesAgainst('slow-transfer'), 'Look for what makes transfers slow.'];
    case 'overload':
      return remediesAgainst('long-lists');
    case 'queue-wait':
      return [
        ...remediesAgainst('queue-wait'),
        'Or let the gateway try new mail at once (background delivery).',
      ];
    case 'returned':
      return [];
  }
}

function cutAdvice({
  carriedLow,
  limit,
  tableSkips,
  memorySkips,
}: Extract<Finding, { kind: 'lifetime-cuts' }>): string[] {
  const safe = Math.max(1, Math.floor(carriedLow * MARGIN));
  const value = limit === null ? `${count(safe)} to begin with` : `fewer than ${count(limit)}`;
  const aside =
    limit === null || carriedLow > 0
      ? ` (the smallest number carried here was ${count(carriedLow)})`
      : '';
  return [
    ...remediesAgainst('cut', { limit: { value, aside } }),
    ...(limit === null
      ? []
      : [
          'Where single large messages fill a connection’s life, no limit keeps them from being cut.',
        ]),
    ...remediesAgainst('set-ups'),
    ...(tableSkips > 0 ? remediesAgainst('mark') : []),
    ...(memorySkips + tableSkips > 0 ? remediesAgainst('skip') : []),
  ];
}

/** Where stamps go back, times between two lines are none. */
export function stampsBackWords({ back, firstBackLine, mostBackMs }: StampOrder): string | null {
  if (back === 0) return null;
  const often = back === 1 ? 'once' : `${count(back)} times`;
  const first = back === 1 ? 'at' : 'first at';
  return `Stamps go back ${often}, ${first} line ${firstBackLine}, by ${duration(mostBackMs)}${back === 1 ? '' : ' at most'}: what ages, delays and durations really were there is not told; none is counted as less than 0.`;
}

function stampsBack(order: StampOrder): DiagnosisResult['unknown'] {
  const what = stampsBackWords(order);
  if (what === null) return [];
  return [
    {
      what,
      settledBy: 'The log in the order in which it was written, by clocks that agree.',
    },
  ];
}

/** What cannot be read from this log, and the observation that would settle it. */
export function unknowns(
  { hosts, runs, traffic }: LogFacts,
  findings: readonly Finding[],
): DiagnosisResult['unknown'] {
  const connections = hosts.reduce((sum, { connections: all }) => sum + all.connections, 0);
  const exact = hosts.reduce((sum, { connections: all }) => sum + all.exact, 0);
  const cut = findings.some(({ kind }) => kind === 'lifetime-cuts' || kind === 'random-breaks');
  const marked = findings.some(({ kind }) => kind === 'marked-fault' || kind === 'lifetime-cuts');
  const timeouts = hosts.map(({ marks }) => marks.timeoutHighMs).filter((ms) => !Number.isNaN(ms));
  return [
    ...stampsBack(traffic.order),
    ...(exact < connections
      ? [
          {
            what: `When ${exact === 0 ? 'connections were' : 'some of the connections were'} opened: a process that closes one and opens the next at once looks like one long connection, so that ages and messages per connection are upper bounds.`,
            settledBy:
              'LogLevel 12 for an hour (lines “SMTP outgoing connect”), or a packet capture of the connections to the far side.',
          },
        ]
      : []),
    ...(cut
      ? [
          {
            what: 'Cuts between two messages: Sendmail notices them when it probes the connection, reconnects, and logs nothing, though other processes find the host marked until the next good close.',
            settledBy: 'LogLevel 12, or hoststat once a minute.',
          },
        ]
      : []),
    ...(marked && timeouts.length === 0
      ? [
          {
            what: 'How long a mark stands (Timeout.hoststatus): no mark ran out within the log.',
            settledBy: 'hoststat at intervals after a failure, or a log of an hour more.',
          },
        ]
      : []),
    ...(findings.some(({ kind }) => kind === 'old-mark')
      ? [
          {
            what: 'What marked the host: that was before the first line.',
            settledBy: 'The log before this one, or hoststat, which shows the stored reason.',
          },
        ]
      : []),
    ...(Number.isNaN(runs.intervalMs)
      ? [
          {
            what: 'The interval of the queue runs: too few are in the log.',
            settledBy:
              'The line “starting daemon ... queueing@” at the last start, or the gateway’s settings.',
          },
        ]
      : []),
    ...(traffic.accepted === 0
      ? [
          {
            what: 'Sizes and first arrivals: the log has no from= lines.',
            settledBy: 'The whole log, LogLevel 5 or more.',
          },
        ]
      : []),
    {
      what: `What happened behind the far side’s address: a log shows one name, not which of its machines answered${Number.isNaN(traffic.delays.mean) ? '' : `; and delays are whole seconds, here ${duration(traffic.delays.mean)} on average`}.`,
      settledBy: 'The far side’s own traces.',
    },
  ];
}
