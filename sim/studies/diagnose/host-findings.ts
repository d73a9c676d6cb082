/**
 * What is wrong with one host: connections that are cut or break, marks, refusals, its own replies,
 * locks. Times in milliseconds since 1970 (AtMs), durations in milliseconds, shares from 0 to 1.
 */

import { clockTime } from '../../document/log-time.ts';
import { bytes, count, duration, name, plural, share } from '../../document/quantity.ts';
import { type Breaker, limitSeen } from '../../maillog/diagnose/connections.ts';
import { type Lifetime, messagesAtBreak } from '../../maillog/diagnose/lifetime.ts';
import type { Mark, MarkFacts } from '../../maillog/diagnose/marks.ts';
import { type Advice, otherAdvice, remediesAgainst } from '../setting-changes.ts';
import { type Apportion, type FindingRow, type HostSubject, hostFinding } from './finding.ts';

/** Fewer are an incident, not a habit. */
const MIN_REFUSALS = 3;
const MIN_BREAKS = 3;
/** Marks that cost less of the delay are no matter. */
const MIN_SHARE = 0.03;
/** Below this a limit only costs set-ups. */
const MARGIN = 0.8;

/** In the order in which equal ones are reported. */
export const HOST_FINDINGS = {
  /** Connections are cut at an age: the failure that the article describes. */
  'lifetime-cuts': hostFinding({
    find: ({ host, delay, lifetime }) => {
      if (lifetime === null) return null;
      const { connections, marks } = host;
      const { cuts } = connections;
      // Messages that had been accepted when a runner's connection was cut.
      const carried = cuts.filter((cut) => cut.byRunner && cut.carried > 0).map((c) => c.carried);
      return {
        share: shareOfCuts({ host, delay }),
        example: connections.cutExample,
        lifetimeMs: lifetime.ms,
        cuts: connections.cutsSeen,
        agreeing: lifetime.agreeing,
        carriedLow: carried.length > 0 ? Math.min(...carried) : 0,
        carriedHigh: carried.length > 0 ? Math.max(...carried) : 0,
        limit: limitSeen(connections),
        memorySkips: marks.memorySkipsBy.cut,
        tableSkips: marks.tableSkipsBy.cut,
        firstAtMs: Math.min(...cuts.map(({ atMs }) => atMs)),
        lastAtMs: Math.max(...cuts.map(({ atMs }) => atMs)),
        lifetime,
      };
    },
    title: ({ lifetime }, { host }) =>
      `${name(host.name)} ${lifetime.sure ? 'cuts' : 'seems to cut'} connections at an age of about ${duration(Math.round(lifetime.ms / 1000) * 1000)}`,
    evidence: ({ lifetime, cuts, firstAtMs }) =>
      cuts === 1
        ? `1 connection of that age was cut at ${clockTime(firstAtMs)}.`
        : `${count(cuts)} connections were cut, ${lifetime.agreeing === cuts ? 'all' : count(lifetime.agreeing)} of them at that age, the first at ${clockTime(firstAtMs)}.`,
    explanation: ({ lifetime, carriedLow, carriedHigh, limit, memorySkips, tableSkips }) =>
      [
        ...(lifetime.ms >= 60_000 ? [] : [ageWords(lifetime)]),
        ...(lifetime.sure
          ? []
          : ['So few prove nothing by themselves, but they were the oldest of all connections.']),
        ...(carriedHigh === 0
          ? []
          : [
              `${span(carriedLow, carriedHigh)} messages had been accepted on a runner’s connection when it was cut.`,
            ]),
        ...(limit === null
          ? []
          : [
              `The gateway already closes connections after ${count(limit)} messages: too many for large ones.`,
            ]),
        aftermath(memorySkips, tableSkips),
      ].join(' '),
    advice: ({ carriedLow, limit, tableSkips, memorySkips }) => {
      const safe = Math.max(1, Math.floor(carriedLow * MARGIN));
      const value = limit === null ? `${count(safe)} to begin with` : `fewer than ${count(limit)}`;
      const aside =
        limit === null || carriedLow > 0
          ? ` (the smallest number carried here was ${count(carriedLow)})`
          : '';
      const large =
        limit === null
          ? ''
          : '; where a single large message fills a connection’s life, no limit keeps it from being cut';
      return [
        ...remediesAgainst('cut', { limit: { value, aside: `${aside}${large}` } }),
        ...remediesAgainst('set-ups'),
        ...(tableSkips > 0 ? remediesAgainst('mark') : []),
        ...(memorySkips + tableSkips > 0 ? remediesAgainst('skip') : []),
      ];
    },
    article: () => 'failure',
  }),

  /** Connections break at no age in particular. */
  'random-breaks': hostFinding({
    find: ({ host, delay, lifetime }) => {
      const { cuts, cutsSeen, cutExample } = host.connections;
      if (lifetime !== null || cutsSeen === 0) return null;
      const ages = cuts.map(({ ageMs }) => ageMs);
      return {
        share: shareOfCuts({ host, delay }),
        example: cutExample,
        breaks: cutsSeen,
        youngestMs: Math.min(...ages),
        oldestMs: Math.max(...ages),
        // They broke after so many messages, each of them; null: after different numbers.
        after: messagesAtBreak(cuts),
        // The log states when the connections were opened: their ages are right.
        exact: cuts.every((cut) => cut.exact),
      };
    },
    title: ({ exact, after }, { host }) => {
      if (after !== null) {
        return `${name(host.name)} breaks connections after ${count(after)} messages, whatever their age`;
      }
      return exact
        ? `Connections to ${name(host.name)} break, at no age in particular`
        : `Connections to ${name(host.name)} break, at an age that this log does not show`;
    },
    evidence: ({ breaks, youngestMs, oldestMs, exact, after }) => {
      const broke = `${plural(breaks, 'connection')} broke`;
      const ages = `${duration(youngestMs)} to ${duration(oldestMs)}`;
      if (after !== null)
        return `${broke}, all after ${count(after)} messages, at ages from ${ages}.`;
      return exact
        ? `${broke} at ages from ${ages}.`
        : `${broke} ${ages} after their process had begun.`;
    },
    explanation: ({ exact, after }) => {
      if (after !== null) {
        return 'So the remote server counts messages: a limit below that number keeps the gateway ahead of it.';
      }
      return exact
        ? 'That looks like a network, a firewall or a restarting server, not like a limit of age: a limit of messages per connection changes little here.'
        : 'Where a process closes connections after a number of messages, they were younger than that.';
    },
    advice: ({ after }) =>
      after !== null
        ? remediesAgainst('cut', { limit: { value: count(Math.max(1, after - 1)), aside: '' } })
        : [
            otherAdvice(
              'Look for what breaks connections at any age',
              'firewalls and load balancers with idle limits, a lossy link, restarts of the remote server',
            ),
          ],
    article: ({ exact, after }) => (!exact && after === null ? 'unclear' : null),
  }),

  /** A message that takes longer than the remote server lets a connection live. */
  'never-fits': hostFinding({
    find: ({ host, lifetime }) => {
      const { breakers, cutsSeen } = host.connections;
      const never = breakers
        .filter((one) => neverFits(one, cutsSeen))
        .sort((a, b) => b.times - a.times);
      // Its share is within that of the cuts, which it causes some of.
      return lifetime === null || never.length === 0
        ? null
        : { share: 0, messages: never.length, maxTimes: never[0].times, never };
    },
    title: ({ messages }) => `${plural(messages, 'message')} can never be delivered at this speed`,
    evidence: ({ messages }) =>
      `${plural(messages, 'message was', 'messages were')} cut again and again: the transfer takes longer than a connection lives.`,
    explanation: ({ never }) => {
      const listed = never
        .slice(0, 5)
        .map(({ queueId, bytes: size, times }) => {
          const known = Number.isNaN(size) ? '' : `${bytes(size)}, `;
          return `${queueId} (${known}cut ${count(times)} times)`;
        })
        .join(', ');
      return `${listed}. Each attempt marks the host anew.`;
    },
    advice: () => [
      otherAdvice(
        'Take the messages that never fit out of the queue, or send them another way',
        'until then each attempt marks the host again',
      ),
    ],
    article: () => 'failure',
  }),

  /** The host is marked by resets that no line shows: they came between two messages. */
  'silent-breaks': hostFinding({
    find: ({ host, delay }) => {
      const silent = unseenMarks(host.marks).filter(({ afterGood }) => afterGood);
      const skips = skipsOf(silent);
      if (skips === 0) return null;
      return {
        share: delay.share('mark', skips, ({ marks }) => marks.tableSkips),
        example: host.marks.tableExample,
        skips,
        marks: silent.length,
        // Connections were replaced after this many messages; null: after no number in particular.
        after: limitSeen(host.connections),
        firstAtMs: Math.min(...silent.map(({ firstSkipMs }) => firstSkipMs)),
      };
    },
    title: (_, { host }) => `${name(host.name)} is marked by resets between two messages`,
    evidence: ({ skips, marks, firstAtMs }) =>
      `From ${clockTime(firstAtMs)} on ${plural(skips, 'delivery was', 'deliveries were')} skipped by ${plural(marks, 'mark')}, and no failure in the log explains them, though the host had just been reached.`,
    explanation: ({ after }) =>
      `This is what a connection looks like that the remote server closes while nothing is being sent: Sendmail notices at its next probe, marks the host, reconnects and logs nothing.${after === null ? '' : ` Connections here end after ${count(after)} messages: either a limit of the gateway, or the remote server’s.`}`,
    advice: () => [
      ...remediesAgainst('mark'),
      otherAdvice(
        'Find out why the remote server closes connections between messages',
        'by age, by number, or by an idle limit; a limit of messages per connection below that keeps the gateway ahead of it',
      ),
    ],
    article: (found) => (found.share >= MIN_SHARE ? 'failure' : null),
  }),

  /** Skips at the beginning of the log: the mark's cause is older. */
  'old-mark': hostFinding({
    find: ({ host, delay }) => {
      const old = unseenMarks(host.marks).filter(({ afterGood }) => !afterGood);
      const skips = skipsOf(old);
      if (skips === 0) return null;
      const { tableExample } = host.marks;
      return {
        share: delay.share('mark', skips, ({ marks }) => marks.tableSkips),
        example: tableExample,
        skips,
        firstAtMs: Math.min(...old.map(({ firstSkipMs }) => firstSkipMs)),
        lastAtMs: Math.max(...old.map(({ lastSkipMs }) => lastSkipMs)),
        // The skips repeat no text: no reset, no timeout is behind the mark.
        bare: tableExample?.endsWith('stat=Deferred') === true,
      };
    },
    title: (_, { host }) => `${name(host.name)} was marked before this log begins`,
    evidence: ({ skips, firstAtMs, lastAtMs }) =>
      `${plural(skips, 'delivery was', 'deliveries were')} skipped without an attempt from ${clockTime(firstAtMs)} to ${clockTime(lastAtMs)}, and no failure in the log explains it.`,
    explanation: ({ bare }) =>
      `The lines have no address after the relay, no time spent, no word of the remote server: the cause of the mark is older than the log${bare ? '; the text is a bare Deferred, so that it was a 4xx at the greeting or at the final dot, not a reset' : ''}. (A single such line can also come from a lock on the host-status file.)`,
    advice: () => markAdvice(),
    article: () => 'mark',
  }),

  /** A fault that was over soon, and a mark that stood on. */
  'marked-fault': hostFinding({
    find: ({ host, delay }) => {
      const { marks, connections } = host;
      const faults = isSingleThread(marks) ? [] : marks.marks.filter(isOfAFault);
      if (faults.length === 0) return null;
      const skips = skipsOf(faults);
      const begins = faults.map(({ fromMs }) => fromMs);
      const { firstRefusalMs, lastRefusalMs, refusals } = connections;
      const firstAtMs = Number.isNaN(firstRefusalMs) ? Math.min(...begins) : firstRefusalMs;
      const lastMs = Number.isNaN(lastRefusalMs) ? Math.max(...begins) : lastRefusalMs;
      const lengths = faults.map(({ fromMs, lastSkipMs }) => Math.max(0, lastSkipMs - fromMs));
      return {
        share: delay.ofSkips(marks.memorySkips - marks.memorySkipsBy.cut, skips),
        example: faults[0].causeLine,
        // Refusals or replies behind the marks.
        failures: refusals,
        faultMs: lastMs - firstAtMs,
        marks: faults.length,
        longestMarkMs: Math.max(...lengths),
        skips,
        firstAtMs,
        // Hardly anybody got through between the first failure and the last.
        steady: connections.goodBetween < refusals / 2,
      };
    },
    title: ({ faultMs, longestMarkMs, steady }, { host }) => {
      if (faultMs <= longestMarkMs) {
        return `A fault of ${faultMs < 1000 ? 'a moment' : duration(faultMs)} became a wait of ${duration(longestMarkMs)}, since ${name(host.name)} was marked`;
      }
      return steady
        ? `${name(host.name)} was out for ${duration(faultMs)}, and its marks kept mail waiting for up to ${duration(longestMarkMs)} each`
        : `${name(host.name)} fails now and then, and each time it is marked, for up to ${duration(longestMarkMs)}`;
    },
    evidence: ({ failures, faultMs, marks, skips, firstAtMs }, { host }) =>
      `From ${clockTime(firstAtMs)} on ${name(host.name)} refused ${plural(Math.max(1, failures), 'attempt')}${faultMs < 1000 ? '' : ` within ${duration(faultMs)}`}; then ${plural(skips, 'delivery was', 'deliveries were')} skipped by ${plural(marks, 'mark')}.`,
    explanation: () =>
      'The gateway wrote the failure into its host-status table, and skipped deliveries without an attempt (no address after the relay), though others could have gone through.',
    advice: () => markAdvice(),
    article: (found) => (found.share >= MIN_SHARE ? 'mark' : null),
  }),

  /** All connections are refused for a while. */
  outage: hostFinding({
    find: ({ host, delay }) => {
      const refused = refusedOften(host);
      if (refused === null || refused.between) return null;
      const { refusals, memorySkips } = refused;
      return {
        share:
          delay.ofSkips(memorySkips, host.marks.tableSkipsBy.refusal) +
          delay.share('failure', refusals, ({ connections }) => connections.refusals),
        example: host.connections.refusalExample,
        refusals,
        firstAtMs: host.connections.firstRefusalMs,
        lastAtMs: host.connections.lastRefusalMs,
        memorySkips,
      };
    },
    title: ({ firstAtMs, lastAtMs }, { host }) =>
      `${name(host.name)} refused connections for ${lastAtMs - firstAtMs < 1000 ? 'a moment' : duration(lastAtMs - firstAtMs)}`,
    evidence: ({ refusals, firstAtMs, lastAtMs }) =>
      `From ${clockTime(firstAtMs)} to ${clockTime(lastAtMs)} ${plural(refusals, 'connection was', 'connections were')} refused, and hardly any went well.`,
    explanation: ({ memorySkips }) =>
      `No mark outlived it: what it cost is its own time, the wait for the next queue run${memorySkips > 0 ? `, and ${plural(memorySkips, 'skip')} by runners that had been refused` : ''}.`,
    advice: () => remediesAgainst('outage'),
  }),

  /** Some connections are refused, again and again, between others that are not. */
  flaky: hostFinding({
    find: ({ host, delay }) => {
      const refused = refusedOften(host);
      if (refused === null || !refused.between) return null;
      const { refusals, memorySkips, marked } = refused;
      return {
        share: delay.ofSkips(memorySkips, host.marks.tableSkipsBy.refusal),
        example: host.connections.refusalExample,
        refusals,
        connections: host.connections.connections,
        memorySkips,
        marks: marked.length,
      };
    },
    title: (_, { host }) => `${name(host.name)} refuses some connections, all the time`,
    evidence: ({ refusals, connections }) =>
      `${count(refusals)} of ${count(connections)} connections were refused before a message could be given, between others that went well.`,
    explanation: ({ memorySkips, marks }) =>
      `After a refusal the runner skips the rest of its list (${plural(memorySkips, 'skip')}); marks in the table ${marks === 0 ? 'are not seen' : 'are short'}, since connections that close well erase them. Switching HostStat off changes little.`,
    advice: () => [
      ...remediesAgainst('refusal'),
      otherAdvice(
        'Ask the operator of the remote server why it refuses connections',
        'HostStat is not the cause of the refusals',
      ),
    ],
  }),

  /** The remote server itself says 4xx to messages. */
  'remote-server-defers': hostFinding({
    find: ({ host, delay }) => {
      const replies = host.replies.filter(({ code }) => !code.startsWith('421'));
      const said = replies.reduce((sum, reply) => sum + reply.count, 0);
      if (said === 0) return null;
      return {
        share: delay.share('failure', said, ({ attempts }) => attempts.reply),
        example: replies[0].example,
        count: said,
        attempts: host.attempts.sent + host.attempts.reply,
        replies,
      };
    },
    title: (found, { host }) =>
      `${name(host.name)} itself deferred ${plural(found.count, 'attempt')}`,
    evidence: ({ attempts, replies, ...found }, { host }) =>
      `${name(host.name)} deferred ${share(found.count / Math.max(1, attempts))} of ${plural(attempts, 'attempt')} with a reply of its own, most often “${shortened(replies[0].text)}” (${count(replies[0].count)}).`,
    explanation: () =>
      'Such a line has the remote server’s address and its reply; no setting of the gateway takes it back.',
    advice: ({ replies }, { host }) => [
      otherAdvice(
        `Ask the operator of ${name(host.name)} why it answers ${replies[0].code}`,
        'send more slowly if it throttles, retry later if it greylists; limits of messages per connection, HostStat and runners do not change its answer, and more runners can make a throttle worse',
      ),
    ],
  }),

  /** Skips that no failure explains: the lock on the host-status file. */
  lock: hostFinding({
    find: ({ host: { marks }, delay }) => {
      const { unexplainedSkips, unexplainedExample, tableExample } = marks;
      const locked = delay.share('lock', unexplainedSkips, (one) => one.marks.unexplainedSkips);
      if (isSingleThread(marks)) {
        return {
          share: locked + delay.ofSkips(marks.memorySkips, marks.tableSkips),
          example: tableExample ?? unexplainedExample,
          skips: unexplainedSkips + marks.tableSkips,
          // Locks that are held from connect to close: SingleThreadDelivery.
          single: true,
        };
      }
      return unexplainedSkips === 0
        ? null
        : { share: locked, example: unexplainedExample, skips: unexplainedSkips, single: false };
    },
    title: ({ skips, single }, { host }) =>
      single
        ? `Only one process at a time may talk to ${name(host.name)}, and the others wait`
        : `${plural(skips, 'delivery was', 'deliveries were')} skipped without any failure before`,
    evidence: ({ skips, single }, { host }) =>
      single
        ? `${plural(skips, 'delivery was', 'deliveries were')} skipped while another process had the host, as dsn=4.4.5 says.`
        : `The line looks like a mark’s (bare Deferred, no address after the relay), but ${name(host.name)} had just been reached and no failure lies between.`,
    explanation: ({ single }) =>
      single
        ? 'SingleThreadDelivery is on; nothing is wrong with the remote server.'
        : 'This is what a process does that finds the host-status file locked by another one: it defers that one message. It comes with many processes at one time, and is gone with HostStat off.',
    advice: ({ single }) =>
      single
        ? [
            otherAdvice(
              'Switch SingleThreadDelivery off',
              'processes then talk to the host at the same time',
            ),
          ]
        : remediesAgainst('status-lock'),
  }),
} satisfies Readonly<Record<string, FindingRow<HostSubject>>>;

/** What cuts of a host, and the skips after them, cost. */
function shareOfCuts({ host, delay }: { host: HostSubject['host']; delay: Apportion }): number {
  const { connections, marks } = host;
  return (
    delay.share('cut', connections.cutsSeen, (other) => other.connections.cutsSeen) +
    delay.ofSkips(marks.memorySkipsBy.cut, marks.tableSkipsBy.cut)
  );
}

/** It broke connections as their first message, more than once; or it alone broke most of them. */
function neverFits({ times, alone }: Breaker, cuts: number): boolean {
  return alone > 1 || (times >= MIN_BREAKS && times > cuts / 2);
}

/** Marks whose failure no line shows. */
function unseenMarks(marks: MarkFacts): Mark[] {
  return isSingleThread(marks) ? [] : marks.marks.filter(({ fromMs }) => Number.isNaN(fromMs));
}

/**
 * A mark that a refusal or a reply left. After a 4xx that may mark nothing a skip or two in the same
 * moment are a lock's, not a mark's.
 */
function isOfAFault({ cause, skips, fromMs, lastSkipMs }: Mark): boolean {
  if (Number.isNaN(fromMs) || cause === 'cut' || cause === null) return false;
  return !(cause === 'reply' && skips <= 2 && lastSkipMs - fromMs < 2000);
}

function skipsOf(marks: readonly Mark[]): number {
  return marks.reduce((sum, { skips }) => sum + skips, 0);
}

/** Refusals that are a habit, and none that a mark stood for; `between`: others went well. */
function refusedOften({ connections, marks }: HostSubject['host']) {
  const { refusals, goodBetween } = connections;
  const marked = marks.marks.filter(({ cause }) => cause === 'refusal');
  if (refusals < MIN_REFUSALS || marked.some(({ skips }) => skips > refusals)) return null;
  const between = goodBetween >= refusals / 2;
  return { refusals, marked, between, memorySkips: marks.memorySkipsBy.refusal };
}

/** Most skips of the table say that another process holds the host: no mark is behind them. */
function isSingleThread({ lockedOutSkips, tableSkips, unexplainedSkips }: MarkFacts): boolean {
  return lockedOutSkips > 0 && lockedOutSkips >= (tableSkips + unexplainedSkips) / 4;
}

function markAdvice(): Advice[] {
  return (['mark', 'standing-mark', 'skip'] as const).flatMap((harm) => remediesAgainst(harm));
}

const LONGEST_REPLY = 100;

/** Of a reply, what stands in a sentence. */
function shortened(text: string): string {
  return text.length <= LONGEST_REPLY ? text : `${text.slice(0, LONGEST_REPLY - 1)}…`;
}

/** Of seconds, how precise a log is. */
function ageWords({ lowMs, highMs }: Lifetime): string {
  const [low, high] = [Math.max(0, lowMs - 1000), highMs + 1000];
  return `Stamps are whole seconds: the age is ${duration(low)} to ${duration(high)}.`;
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
