/**
 * What to change first, and what the log cannot tell: from the findings, in sentences.
 * Units in: milliseconds.
 */
import type { Finding } from '../maillog/diagnose/finding.ts';
import type { LogFacts } from '../maillog/diagnose/log-facts.ts';
import type { StampOrder } from '../maillog/diagnose/stamp-order.ts';
import type { DiagnosisResult } from './diagnosis-schema.ts';
import { name } from './finding-words.ts';
import { count, duration } from './quantity.ts';

/** Below this a limit only costs set-ups. */
const MARGIN = 0.8;

const HOST_STATUS_OFF =
  'Switch HostStat off (in the cloud Proofpoint Support does it): a failure then stays with the process that had it, and the next queue run tries for real.';
const RETRY_SOONER =
  'Shorten the message retry interval: what is skipped waits for the next queue run.';

/** The first thing first; nothing twice. */
export function advice(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap(adviceOf))];
}

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
      return [
        HOST_STATUS_OFF,
        'Until then: clear the host-status table after a fault; that helps at once, though only processes that start afterwards.',
        RETRY_SOONER,
      ];
    case 'flaky':
      return [
        'Shorten the message retry interval: a refused runner leaves its list to the next queue run. HostStat is not the cause here; ask the far side about the refusals.',
      ];
    case 'far-side-defers':
      return [
        `Take up with ${name(finding.host)} why it answers ${finding.replies[0].code}: send more slowly if it throttles, retry later if it greylists. Limits of messages per connection, HostStat and runners do not change its answer; more runners can make a throttle worse.`,
      ];
    case 'lock':
      return finding.single
        ? ['Switch SingleThreadDelivery off: processes then talk to the host at the same time.']
        : [
            'If such skips matter, switch HostStat off: without the table there is no lock on its files.',
          ];
    case 'silent-breaks':
      return [
        HOST_STATUS_OFF,
        'Find out why the far side closes connections between messages: by age, by number, or by an idle limit; a limit of messages per connection below that keeps the gateway ahead of it.',
      ];
    case 'outage':
      return [
        'Shorten the message retry interval if such outages matter: after them mail waits for the next queue run.',
      ];
    case 'random-breaks':
      return finding.after !== null
        ? [
            `Limit the messages per connection to ${count(Math.max(1, finding.after - 1))}, below the number at which ${name(finding.host)} breaks them.`,
          ]
        : [
            'Look for what breaks connections at any age: firewalls and load balancers with idle limits, a lossy link, restarts of the far side.',
          ];
    case 'local-errors':
      return ['Look at the gateway’s own DNS and routes.'];
    case 'slow-transfer':
      return [
        'Add queue runners, as far as the link carries them, and look for what makes it slow.',
      ];
    case 'overload':
      return ['Add queue runners: nothing else shortens the lists that mail waits in.'];
    case 'queue-wait':
      return [
        'If that delay matters, shorten the message retry interval, or let the gateway try new mail at once (background delivery).',
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
  const lower =
    limit === null
      ? `Limit the messages per connection to fewer than a connection carries before it is cut: ${count(safe)} to begin with (the smallest number carried here was ${count(carriedLow)}).`
      : `Lower the limit of ${count(limit)} messages per connection${carriedLow > 0 ? ` (connections were cut after as few as ${count(carriedLow)})` : ''}; where single large messages fill a connection’s life, no limit keeps them from being cut.`;
  return [
    `${lower} Add queue runners in proportion, to keep the throughput.`,
    ...(tableSkips > 0 ? [HOST_STATUS_OFF] : []),
    ...(memorySkips + tableSkips > 0 ? [RETRY_SOONER] : []),
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
