/**
 * What a finding is called, and what it means, in words: a title and an explanation for each kind.
 * Units in: milliseconds, bytes.
 */

import { clockTime } from '../../document/log-time.ts';
import { bytes, count, duration, share } from '../../document/quantity.ts';
import { name, plural } from '../../document/words.ts';
import type { Finding } from '../../maillog/diagnose/finding.ts';
import type { Lifetime } from '../../maillog/diagnose/lifetime.ts';

export interface FindingWords {
  readonly title: string;
  readonly explanation: string;
  readonly figures: Readonly<Record<string, number | null>>;
}

type WordsOf<K extends Finding['kind']> = (finding: Extract<Finding, { kind: K }>) => FindingWords;

const WORDS: { readonly [K in Finding['kind']]: WordsOf<K> } = {
  'lifetime-cuts': (finding) => {
    const { host, lifetime, cuts, carriedLow, carriedHigh, limit } = finding;
    const fit =
      carriedHigh === 0
        ? ''
        : ` ${span(carriedLow, carriedHigh)} messages had been accepted on a runner’s connection when it was cut.`;
    const limited =
      limit === null
        ? ''
        : ` The gateway already closes connections after ${count(limit)} messages: too many for large ones.`;
    return {
      title: `${name(host)} ${lifetime.sure ? 'cuts' : 'seems to cut'} connections at an age of ${lifetimeWords(lifetime)}`,
      explanation: `${plural(cuts, 'connection was', 'connections were')} cut, ${lifetime.agreeing === cuts ? 'all' : count(lifetime.agreeing)} of them at that age, the first at ${clockTime(finding.firstMs)}.${lifetime.sure ? '' : ' So few prove nothing by themselves, but they were the oldest of all connections.'}${fit}${limited} ${aftermath(finding.memorySkips, finding.tableSkips)}`,
      figures: {
        lifetimeMs: lifetime.ms,
        cuts,
        agreeing: lifetime.agreeing,
        carriedLow,
        carriedHigh,
        limit,
        memorySkips: finding.memorySkips,
        tableSkips: finding.tableSkips,
        firstAtMs: finding.firstMs,
        lastAtMs: finding.lastMs,
      },
    };
  },
  'never-fits': ({ messages }) => {
    const most = [...messages].sort((a, b) => b.times - a.times);
    const listed = most
      .slice(0, 5)
      .map(({ queueId, bytes: size, times }) => {
        const known = Number.isNaN(size) ? '' : `${bytes(size)}, `;
        return `${queueId} (${known}cut ${count(times)} times)`;
      })
      .join(', ');
    return {
      title: `${plural(messages.length, 'message')} can never be delivered at this speed`,
      explanation: `Each was cut again and again: it takes longer than a connection lives. ${listed}. Each try marks the host anew.`,
      figures: { messages: messages.length, mostTimes: most[0].times },
    };
  },
  'silent-breaks': ({ host, skips, marks, firstMs, after }) => ({
    title: `${name(host)} is marked by resets between two messages`,
    explanation: `From ${clockTime(firstMs)} on ${plural(skips, 'delivery was', 'deliveries were')} skipped by ${plural(marks, 'mark')}, and no failure in the log explains them, though the host had just been reached. So looks a connection that the far side closes while nothing is being sent: Sendmail notices at its next probe, marks the host, reconnects and logs nothing.${after === null ? '' : ` Connections here end after ${count(after)} messages: either a limit of the gateway, or the far side’s.`}`,
    figures: { skips, marks, after, firstAtMs: firstMs },
  }),
  outage: ({ host, refusals, firstMs, lastMs, memorySkips }) => ({
    title: `${name(host)} refused connections for ${lastMs - firstMs < 1000 ? 'a moment' : duration(lastMs - firstMs)}`,
    explanation: `From ${clockTime(firstMs)} to ${clockTime(lastMs)} ${plural(refusals, 'connection was', 'connections were')} refused, and hardly any went well. No mark outlived it: what it cost is its own time, the wait for the next queue run${memorySkips > 0 ? `, and ${plural(memorySkips, 'skip')} by runners that had been refused` : ''}.`,
    figures: { refusals, firstAtMs: firstMs, lastAtMs: lastMs, memorySkips },
  }),
  'random-breaks': ({ host, breaks, youngestMs, oldestMs, exact, after }) => ({
    title:
      after !== null
        ? `${name(host)} breaks connections after ${count(after)} messages, whatever their age`
        : exact
          ? `Connections to ${name(host)} break, at no age in particular`
          : `Connections to ${name(host)} break, at an age that this log does not tell`,
    explanation:
      after !== null
        ? `All of ${plural(breaks, 'connection')} broke after ${count(after)} messages, at ages from ${duration(youngestMs)} to ${duration(oldestMs)}: the far side counts messages. A limit below that number keeps the gateway ahead of it.`
        : exact
          ? `${plural(breaks, 'connection')} broke at ages from ${duration(youngestMs)} to ${duration(oldestMs)}: that looks like a network, a firewall or a restarting server, not like a limit of age. A limit of messages per connection changes little here.`
          : `${plural(breaks, 'connection')} broke ${duration(youngestMs)} to ${duration(oldestMs)} after their process had begun; where it closes connections after a number of messages, they were younger than that.`,
    figures: { breaks, youngestMs, oldestMs, after },
  }),
  'marked-fault': ({ host, failures, firstMs, faultMs, steady, marks, longestMarkMs, skips }) => ({
    title:
      faultMs > longestMarkMs
        ? steady
          ? `${name(host)} was out for ${duration(faultMs)}, and its marks kept mail waiting for up to ${duration(longestMarkMs)} each`
          : `${name(host)} fails now and then, and each time it is marked, for up to ${duration(longestMarkMs)}`
        : `A fault of ${faultMs < 1000 ? 'a moment' : duration(faultMs)} became a wait of ${duration(longestMarkMs)}: ${name(host)} was marked`,
    explanation: `From ${clockTime(firstMs)} on ${name(host)} refused ${plural(Math.max(1, failures), 'attempt')}${faultMs < 1000 ? '' : ` within ${duration(faultMs)}`}. The gateway wrote that into its host-status table, and ${plural(skips, 'delivery was', 'deliveries were')} skipped without an attempt (no address after the relay)${marks > 1 ? `, by ${count(marks)} marks` : ''}, though others could have gone through.`,
    figures: { failures, faultMs, marks, longestMarkMs, skips, firstAtMs: firstMs },
  }),
  'old-mark': ({ host, skips, bare, firstMs, lastMs }) => ({
    title: `${name(host)} was marked before this log begins`,
    explanation: `${plural(skips, 'delivery was', 'deliveries were')} skipped without an attempt from ${clockTime(firstMs)} to ${clockTime(lastMs)}, and no failure in the log explains it: no address after the relay, no time spent, no word of the far side. The cause of the mark is older than the log${bare ? '; the text is a bare Deferred, so that it was a 4xx at the greeting or at the final dot, not a reset' : ''}. (A single such line can also come from a lock on the host-status file.)`,
    figures: { skips, firstAtMs: firstMs, lastAtMs: lastMs },
  }),
  flaky: ({ host, refusals, connections, memorySkips, marks }) => ({
    title: `${name(host)} refuses some connections, all the time`,
    explanation: `${count(refusals)} of ${count(connections)} connections were refused before a message could be given, between others that went well. After a refusal the runner skips the rest of its list (${plural(memorySkips, 'skip')}); marks in the table ${marks === 0 ? 'are not seen' : 'are short'}, since connections that close well erase them. Switching HostStat off changes little.`,
    figures: { refusals, connections, memorySkips, marks },
  }),
  'far-side-defers': ({ host, count: times, attempts, replies }) => ({
    title: `${name(host)} itself deferred ${plural(times, 'attempt')}`,
    explanation: `It answered ${replies
      .slice(0, 3)
      .map(({ text, count: n }) => `“${text}” (${count(n)})`)
      .join(
        ', ',
      )} to ${share(times / Math.max(1, attempts))} of ${plural(attempts, 'attempt')}. That is its own word, with its address and its reply in the line; no setting of the gateway takes it back.`,
    figures: { count: times, attempts },
  }),
  lock: ({ host, skips, single }) =>
    single
      ? {
          title: `Processes wait for each other: one at a time may talk to ${name(host)}`,
          explanation: `${plural(skips, 'delivery was', 'deliveries were')} skipped while another process had the host, as dsn=4.4.5 says: SingleThreadDelivery is on. Nothing is wrong with the far side.`,
          figures: { skips },
        }
      : {
          title: `${plural(skips, 'delivery was', 'deliveries were')} skipped without any failure before`,
          explanation: `The line looks like a mark’s (bare Deferred, no address after the relay), but ${name(host)} had just been reached and no failure lies between. So looks a process that finds the host-status file locked by another one: it defers that one message. It comes with many processes at one time, and is gone with HostStat off.`,
          figures: { skips },
        },
  'local-errors': ({ count: times }) => ({
    title: `${plural(times, 'attempt')} failed by an error on the gateway’s own side`,
    explanation:
      'The text after Deferred is neither the far side’s nor that of a broken connection: a name that could not be found, a route that was not there. Look at DNS and at the network first.',
    figures: { count: times },
  }),
  'slow-transfer': ({ meanMs, meanBytes, bytesPerMs }) => ({
    title: `Deliveries themselves are slow: ${duration(meanMs)} a message`,
    explanation: `A message of ${bytes(meanBytes)} on average takes ${duration(meanMs)} from its start to the far side’s answer${bytesPerMs === null ? '' : `; each connection moves about ${bytes(bytesPerMs * 1000)} a second`}. More runners share the work; the settings about marks and retries do not help against it.`,
    figures: { meanMs, meanBytes, bytesPerMs },
  }),
  overload: ({ runners, waiting, busyShare }) => ({
    title: 'The queue runners have more to do than they get done',
    explanation: `Of their time deliveries take ${share(Math.min(1, busyShare))}, and most of the delay is waiting for ${plural(runners, 'runner')} or in their lists behind other mail${waiting > 0 ? `; ${plural(waiting, 'message')} still ${waiting === 1 ? 'waits' : 'wait'} at the end of the log` : ''}. Nothing has to be wrong with the far side for that.`,
    figures: { runners, waiting, busyShare },
  }),
  'queue-wait': ({ share: part, intervalMs }) => ({
    title: 'Mail waits for the next queue run',
    explanation: `${share(part)} of the delay is that wait${Number.isNaN(intervalMs) ? '' : `, every ${duration(intervalMs)}`}: half an interval on average before it is tried at all. That is how it is set up, and no failure.`,
    figures: { intervalMs: Number.isNaN(intervalMs) ? null : intervalMs },
  }),
  returned: ({ count: times }) => ({
    title: `${plural(times, 'message was', 'messages were')} refused for good`,
    explanation:
      'The far side said 5xx, or the recipient does not exist: these go back to their senders, and no retry helps.',
    figures: { count: times },
  }),
};

export function findingWords(finding: Finding): FindingWords {
  return (WORDS[finding.kind] as (one: Finding) => FindingWords)(finding);
}

/** `20 min 12 s`, or, of seconds, with how far a log can tell. */
export function lifetimeWords({ ms, lowMs, highMs }: Lifetime): string {
  if (ms >= 60_000) return `about ${duration(Math.round(ms / 1000) * 1000)}`;
  const [low, high] = [Math.max(0, lowMs - 1000), highMs + 1000];
  return `about ${duration(ms)} (${duration(low)} to ${duration(high)}: stamps are whole seconds)`;
}

function aftermath(memorySkips: number, tableSkips: number): string {
  if (memorySkips + tableSkips === 0) {
    return 'No other mail was skipped for it.';
  }
  const parts = [
    ...(memorySkips > 0
      ? [`the rest of the cut runner’s list was skipped ${plural(memorySkips, 'time')}`]
      : []),
    ...(tableSkips > 0
      ? [
          `other processes found the host marked and skipped it ${plural(tableSkips, 'time')} (no address after the relay, no time spent)`,
        ]
      : []),
  ];
  return `After the cuts ${parts.join(', and ')}.`;
}

function span(low: number, high: number): string {
  return low === high ? count(low) : `${count(low)} to ${count(high)}`;
}
