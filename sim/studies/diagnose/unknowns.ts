/**
 * What a log does not show, and which observation would: from its facts and findings.
 * Units in: milliseconds.
 */
import { count, duration } from '../../document/quantity.ts';
import type { LogFacts } from '../../maillog/diagnose/log-facts.ts';
import type { StampOrder } from '../../maillog/diagnose/traffic.ts';
import { total } from './finding.ts';
import type { Finding } from './findings.ts';
import type { DiagnosisResult } from './result.ts';

type Unknown = DiagnosisResult['unknown'][number];

/** Where stamps go back, times between two lines are none. */
export function stampsBackWords(order: StampOrder): string | null {
  const found = stampsBack(order);
  return found === null ? null : `${found.what}: ${found.why}`;
}

function stampsBack({ back, firstBackLine, maxBackMs }: StampOrder): Unknown | null {
  if (back === 0) return null;
  const often = back === 1 ? 'once' : `${count(back)} times`;
  const first = back === 1 ? 'at' : 'first at';
  return {
    what: `Stamps go back ${often}, ${first} line ${firstBackLine}, by ${duration(maxBackMs)}${back === 1 ? '' : ' at most'}`,
    why: 'what ages, delays and durations really were is not known; none is counted as less than 0',
    settledBy: 'the log in the order in which it was written, by clocks that agree',
  };
}

/** What cannot be read from this log, and the observation that would settle it. */
export function unknowns(
  { hosts, runs, traffic }: LogFacts,
  findings: readonly Finding[],
): Unknown[] {
  const connections = total(hosts, (host) => host.connections.connections);
  const exact = total(hosts, (host) => host.connections.exact);
  const found = (...kinds: readonly Finding['kind'][]) =>
    findings.some(({ kind }) => kinds.includes(kind));
  const ranOut = hosts.some(({ marks }) => !Number.isNaN(marks.timeoutMs.high));
  const back = stampsBack(traffic.order);
  const mean = traffic.delays.mean;
  const all: readonly (Unknown | null)[] = [
    back,
    exact < connections
      ? {
          what: `When ${exact === 0 ? 'connections were' : 'some of the connections were'} opened`,
          why: 'a process that closes one and opens the next at once looks like one long connection, so that ages and messages per connection are upper bounds',
          settledBy:
            'LogLevel 12 for an hour (lines “SMTP outgoing connect”), or a packet capture of the connections to the remote server',
        }
      : null,
    found('lifetime-cuts', 'random-breaks')
      ? {
          what: 'Cuts between two messages',
          why: 'Sendmail notices them when it probes the connection, reconnects, and logs nothing, though other processes find the host marked until the next good close',
          settledBy: 'LogLevel 12, or hoststat once a minute',
        }
      : null,
    found('marked-fault', 'lifetime-cuts') && !ranOut
      ? {
          what: 'How long a mark stands (Timeout.hoststatus)',
          why: 'no mark expired within the log',
          settledBy: 'hoststat at intervals after a failure, or a log of an hour more',
        }
      : null,
    found('old-mark')
      ? {
          what: 'What marked the host',
          why: 'that was before the first line',
          settledBy: 'the log before this one, or hoststat, which shows the stored reason',
        }
      : null,
    Number.isNaN(runs.intervalMs)
      ? {
          what: 'The interval of the queue runs',
          why: 'too few are in the log',
          settledBy:
            'the line “starting daemon ... queueing@” at the last start, or the gateway’s settings',
        }
      : null,
    traffic.acceptedCount === 0
      ? {
          what: 'Sizes and first arrivals',
          why: 'the log has no from= lines',
          settledBy: 'the whole log, LogLevel 5 or more',
        }
      : null,
    {
      what: 'What happened behind the remote server’s address',
      why: `a log shows one name, not which of its machines answered${Number.isNaN(mean) ? '' : `; and delays are whole seconds, here ${duration(mean)} on average`}`,
      settledBy: 'the remote server’s own traces',
    },
  ];
  return all.filter((one) => one !== null);
}
