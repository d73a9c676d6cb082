/**
 * What a log cannot tell, and which observation would: from its facts and findings, in sentences.
 * Units in: milliseconds.
 */
import { count, duration } from '../../document/quantity.ts';
import type { LogFacts } from '../../maillog/diagnose/log-facts.ts';
import type { StampOrder } from '../../maillog/diagnose/traffic.ts';
import type { DiagnosisResult } from './diagnosis-schema.ts';
import type { Finding } from './findings.ts';

/** Where stamps go back, times between two lines are none. */
export function stampsBackWords({ back, firstBackLine, maxBackMs }: StampOrder): string | null {
  if (back === 0) return null;
  const often = back === 1 ? 'once' : `${count(back)} times`;
  const first = back === 1 ? 'at' : 'first at';
  return `Stamps go back ${often}, ${first} line ${firstBackLine}, by ${duration(maxBackMs)}${back === 1 ? '' : ' at most'}: what ages, delays and durations really were there is unknown; none is counted as less than 0.`;
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
              'LogLevel 12 for an hour (lines “SMTP outgoing connect”), or a packet capture of the connections to the remote server.',
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
      what: `What happened behind the remote server’s address: a log shows one name, not which of its machines answered${Number.isNaN(traffic.delays.mean) ? '' : `; and delays are whole seconds, here ${duration(traffic.delays.mean)} on average`}.`,
      settledBy: 'The remote server’s own traces.',
    },
  ];
}
