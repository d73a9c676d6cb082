/**
 * From the facts of a log to what is wrong, the largest share of the delay first.
 *
 *   facts -> each row of each host, each row of the whole log -> ranked by what they cost
 *
 * Times in milliseconds since 1970 (AtMs), durations in milliseconds, shares from 0 to 1.
 */

import { known } from '../../document/bounds.ts';
import { bytes, count, duration, name, plural, share } from '../../document/quantity.ts';
import { clockTime } from '../../maillog/calendar.ts';
import type { Breaker } from '../../maillog/diagnose/connections.ts';
import { type Lifetime, lifetimeOf, messagesAtBreak } from '../../maillog/diagnose/lifetime.ts';
import type { HostFacts, LogFacts } from '../../maillog/diagnose/log-facts.ts';
import type { Mark, MarkFacts } from '../../maillog/diagnose/marks.ts';
import { type Advice, otherAdvice, remediesAgainst } from '../setting-changes.ts';
import {
  apportioned,
  type FindingRow,
  type HostSubject,
  type LogSubject,
  ROUTINE,
  type RowResult,
  sharesOf,
  total,
} from './finding.ts';

/** Fewer are an incident, not a habit. */
const MIN_REFUSALS = 3;
const MIN_BREAKS = 3;
/** Marks that cost less of the delay are no matter. */
const MIN_SHARE = 0.03;
/** Below this a limit only costs set-ups. */
const MARGIN = 0.8;

/**
 * What is wrong with one host: connections that are cut or break, marks, refusals, its own replies,
 * locks. In the order in which equal ones are reported.
 */
const HOST_FINDINGS = {
  /** Connections are cut at an age: the failure that the article describes. */
  'lifetime-cuts': ({ host, delay, lifetime }) => {
    if (lifetime === null) return null;
    const { connections, marks } = host;
    const { cuts, cutsSeen, limit } = connections;
    const { agreeing, ms } = lifetime;
    // Messages that had been accepted when a runner's connection was cut.
    const carried = cuts.filter((cut) => cut.byRunner && cut.carried > 0).map((c) => c.carried);
    const [carriedLow, carriedHigh] = carried.length > 0 ? endsOf(carried) : [0, 0];
    const memorySkips = marks.memorySkipsBy.cut;
    const tableSkips = marks.tableSkipsBy.cut;
    const [firstAtMs, lastAtMs] = endsOf(cuts.map(({ atMs }) => atMs));
    return {
      share: delay.ofCuts(host),
      example: connections.cutExample,
      title: `${name(host.name)} ${lifetime.sure ? 'cuts' : 'seems to cut'} connections at an age of about ${duration(Math.round(ms / 1000) * 1000)}`,
      evidence:
        cutsSeen === 1
          ? `1 connection of that age was cut at ${clockTime(firstAtMs)}.`
          : `${count(cutsSeen)} connections were cut, ${agreeing === cutsSeen ? 'all' : count(agreeing)} of them at that age, the first at ${clockTime(firstAtMs)}.`,
      explanation: [
        ...(ms >= 60_000 ? [] : [ageWords(lifetime)]),
        ...(lifetime.sure
          ? []
          : ['So few prove nothing by themselves, but they were the oldest of all connections.']),
        ...(carriedHigh === 0
          ? []
          : [
              `${carriedLow === carriedHigh ? '' : `${count(carriedLow)} to `}${count(carriedHigh)} messages had been accepted on a runner’s connection when it was cut.`,
            ]),
        ...(limit === null
          ? []
          : [
              `The gateway already closes connections after ${count(limit)} messages: too many for large ones.`,
            ]),
        aftermath(memorySkips, tableSkips),
      ].join(' '),
      figures: {
        lifetimeMs: ms,
        cuts: cutsSeen,
        agreeing,
        carriedLow,
        carriedHigh,
        limit,
        memorySkips,
        tableSkips,
        firstAtMs,
        lastAtMs,
      },
      advice: [
        ...remediesAgainst('cut', { limit: limitAdvice(limit, carriedLow) }),
        ...remediesAgainst('set-ups'),
        ...(tableSkips > 0 ? remediesAgainst('mark') : []),
        ...(memorySkips + tableSkips > 0 ? remediesAgainst('skip') : []),
      ],
      article: 'failure',
    };
  },

  /** Connections break at no age in particular. */
  'random-breaks': ({ host, delay, lifetime }) => {
    const { cuts, cutsSeen, cutExample } = host.connections;
    if (lifetime !== null || cutsSeen === 0) return null;
    const [youngestMs, oldestMs] = endsOf(cuts.map(({ ageMs }) => ageMs));
    const broke = `${plural(cutsSeen, 'connection')} broke`;
    const ages = `${duration(youngestMs)} to ${duration(oldestMs)}`;
    // They broke after so many messages, each of them; null: after different numbers.
    const after = messagesAtBreak(cuts);
    const result = {
      share: delay.ofCuts(host),
      example: cutExample,
      figures: { breaks: cutsSeen, youngestMs, oldestMs, after },
    };
    if (after !== null) {
      return {
        ...result,
        title: `${name(host.name)} breaks connections after ${count(after)} messages, whatever their age`,
        evidence: `${broke}, all after ${count(after)} messages, at ages from ${ages}.`,
        explanation:
          'So the remote server counts messages: a limit below that number keeps the gateway ahead of it.',
        advice: remediesAgainst('cut', {
          limit: { value: count(Math.max(1, after - 1)), aside: '' },
        }),
      };
    }
    const advice = [
      otherAdvice(
        'Look for what breaks connections at any age',
        'firewalls and load balancers with idle limits, a lossy link, restarts of the remote server',
      ),
    ];
    // The log states when the connections were opened: their ages are right.
    const exact = cuts.every((cut) => cut.exact);
    return exact
      ? {
          ...result,
          title: `Connections to ${name(host.name)} break, at no age in particular`,
          evidence: `${broke} at ages from ${ages}.`,
          explanation:
            'That looks like a network, a firewall or a restarting server, not like a limit of age: a limit of messages per connection changes little here.',
          advice,
        }
      : {
          ...result,
          title: `Connections to ${name(host.name)} break, at an age that this log does not show`,
          evidence: `${broke} ${ages} after their process had begun.`,
          explanation:
            'Where a process closes connections after a number of messages, they were younger than that.',
          advice,
          article: 'unclear',
        };
  },

  /** A message that takes longer than the remote server lets a connection live. */
  'never-fits': ({ host, lifetime }) => {
    const { breakers, cutsSeen } = host.connections;
    const never = breakers
      .filter((one) => neverFits(one, cutsSeen))
      .sort((a, b) => b.times - a.times);
    if (lifetime === null || never.length === 0) return null;
    const messages = never.length;
    const listed = never.slice(0, 5).map(({ queueId, bytes: size, times }) => {
      const known = Number.isNaN(size) ? '' : `${bytes(size)}, `;
      return `${queueId} (${known}cut ${count(times)} times)`;
    });
    return {
      // Its share is within that of the cuts, which it causes some of.
      share: 0,
      title: `${plural(messages, 'message')} can never be delivered at this speed`,
      evidence: `${plural(messages, 'message was', 'messages were')} cut again and again: the transfer takes longer than a connection lives.`,
      explanation: `${listed.join(', ')}. Each attempt marks the host anew.`,
      figures: { messages, maxTimes: never[0].times },
      advice: [
        otherAdvice(
          'Take the messages that never fit out of the queue, or send them another way',
          'until then each attempt marks the host again',
        ),
      ],
      article: 'failure',
    };
  },

  /** The host is marked by resets that no line shows: they came between two messages. */
  'silent-breaks': ({ host, delay }) => {
    const silent = unseenMarks(host.marks).filter(({ afterGood }) => afterGood);
    const skips = skipsOf(silent);
    if (skips === 0) return null;
    const costs = delay.ofTable(skips);
    const marks = silent.length;
    // Connections were replaced after this many messages; null: after no number in particular.
    const after = host.connections.limit;
    const firstAtMs = Math.min(...silent.map(({ firstSkipMs }) => firstSkipMs));
    return {
      share: costs,
      example: host.marks.tableExample,
      title: `${name(host.name)} is marked by resets between two messages`,
      evidence: `From ${clockTime(firstAtMs)} on ${skippedWords(skips)} by ${plural(marks, 'mark')}, and no failure in the log explains them, though the host had just been reached.`,
      explanation: `This is what a connection looks like that the remote server closes while nothing is being sent: Sendmail notices at its next probe, marks the host, reconnects and logs nothing.${after === null ? '' : ` Connections here end after ${count(after)} messages: either a limit of the gateway, or the remote server’s.`}`,
      figures: { skips, marks, after, firstAtMs },
      advice: [
        ...remediesAgainst('mark'),
        otherAdvice(
          'Find out why the remote server closes connections between messages',
          'by age, by number, or by an idle limit; a limit of messages per connection below that keeps the gateway ahead of it',
        ),
      ],
      article: costs >= MIN_SHARE ? 'failure' : null,
    };
  },

  /** Skips at the beginning of the log: the mark's cause is older. */
  'old-mark': ({ host, delay }) => {
    const old = unseenMarks(host.marks).filter(({ afterGood }) => !afterGood);
    const skips = skipsOf(old);
    if (skips === 0) return null;
    const { tableExample } = host.marks;
    const firstAtMs = Math.min(...old.map(({ firstSkipMs }) => firstSkipMs));
    const lastAtMs = Math.max(...old.map(({ lastSkipMs }) => lastSkipMs));
    // The skips repeat no text: no reset, no timeout is behind the mark.
    const bare = tableExample?.endsWith('stat=Deferred') === true;
    return {
      share: delay.ofTable(skips),
      example: tableExample,
      title: `${name(host.name)} was marked before this log begins`,
      evidence: `${skippedWords(skips)} without an attempt from ${clockTime(firstAtMs)} to ${clockTime(lastAtMs)}, and no failure in the log explains it.`,
      explanation: `The lines have no address after the relay, no time spent, no word of the remote server: the cause of the mark is older than the log${bare ? '; the text is a bare Deferred, so that it was a 4xx at the greeting or at the final dot, not a reset' : ''}. (A single such line can also come from a lock on the host-status file.)`,
      figures: { skips, firstAtMs, lastAtMs },
      advice: markAdvice(),
      article: 'mark',
    };
  },

  /** A fault that was over soon, and a mark that stood on. */
  'marked-fault': ({ host, delay }) => {
    const { marks, connections } = host;
    const faults = isSingleThread(marks) ? [] : marks.marks.filter(isOfAFault);
    if (faults.length === 0) return null;
    const skips = skipsOf(faults);
    const costs = delay.ofSkips(marks.memorySkips - marks.memorySkipsBy.cut, skips);
    const begins = faults.map(({ fromMs }) => fromMs);
    // Refusals or replies behind the marks.
    const { firstRefusalMs, lastRefusalMs, refusals, goodBetween } = connections;
    const firstAtMs = Number.isNaN(firstRefusalMs) ? Math.min(...begins) : firstRefusalMs;
    const lastMs = Number.isNaN(lastRefusalMs) ? Math.max(...begins) : lastRefusalMs;
    const lengths = faults.map(({ fromMs, lastSkipMs }) => Math.max(0, lastSkipMs - fromMs));
    const faultMs = lastMs - firstAtMs;
    const longestMarkMs = Math.max(...lengths);
    // Hardly anybody got through between the first failure and the last.
    const steady = goodBetween < refusals / 2;
    return {
      share: costs,
      example: faults[0].causeLine,
      title:
        faultMs <= longestMarkMs
          ? `A fault of ${momentOr(faultMs)} became a wait of ${duration(longestMarkMs)}, since ${name(host.name)} was marked`
          : steady
            ? `${name(host.name)} was out for ${duration(faultMs)}, and its marks kept mail waiting for up to ${duration(longestMarkMs)} each`
            : `${name(host.name)} fails now and then, and each time it is marked, for up to ${duration(longestMarkMs)}`,
      evidence: `From ${clockTime(firstAtMs)} on ${name(host.name)} refused ${plural(Math.max(1, refusals), 'attempt')}${faultMs < 1000 ? '' : ` within ${duration(faultMs)}`}; then ${skippedWords(skips)} by ${plural(faults.length, 'mark')}.`,
      explanation:
        'The gateway wrote the failure into its host-status table, and skipped deliveries without an attempt (no address after the relay), though others could have gone through.',
      figures: {
        failures: refusals,
        faultMs,
        marks: faults.length,
        longestMarkMs,
        skips,
        firstAtMs,
      },
      advice: markAdvice(),
      article: costs >= MIN_SHARE ? 'mark' : null,
    };
  },

  /** All connections are refused for a while. */
  outage: ({ host, delay }) => {
    const refused = refusedOften(host);
    if (refused === null || refused.between) return null;
    const { refusals, memorySkips } = refused;
    const { firstRefusalMs: firstAtMs, lastRefusalMs: lastAtMs } = host.connections;
    return {
      share:
        delay.ofSkips(memorySkips, host.marks.tableSkipsBy.refusal) +
        delay.share('failure', refusals, ({ connections }) => connections.refusals),
      example: host.connections.refusalExample,
      title: `${name(host.name)} refused connections for ${momentOr(lastAtMs - firstAtMs)}`,
      evidence: `From ${clockTime(firstAtMs)} to ${clockTime(lastAtMs)} ${plural(refusals, 'connection was', 'connections were')} refused, and hardly any went well.`,
      explanation: `No mark outlived it: what it cost is its own time, the wait for the next queue run${memorySkips > 0 ? `, and ${plural(memorySkips, 'skip')} by runners that had been refused` : ''}.`,
      figures: { refusals, firstAtMs, lastAtMs, memorySkips },
      advice: remediesAgainst('outage'),
    };
  },

  /** Some connections are refused, again and again, between others that are not. */
  flaky: ({ host, delay }) => {
    const refused = refusedOften(host);
    if (refused === null || !refused.between) return null;
    const { refusals, memorySkips, marks } = refused;
    const { connections, refusalExample } = host.connections;
    return {
      share: delay.ofSkips(memorySkips, host.marks.tableSkipsBy.refusal),
      example: refusalExample,
      title: `${name(host.name)} refuses some connections, all the time`,
      evidence: `${count(refusals)} of ${count(connections)} connections were refused before a message could be given, between others that went well.`,
      explanation: `After a refusal the runner skips the rest of its list (${plural(memorySkips, 'skip')}); marks in the table ${marks === 0 ? 'are not seen' : 'are short'}, since connections that close well erase them. Switching HostStat off changes little.`,
      figures: { refusals, connections, memorySkips, marks },
      advice: [
        ...remediesAgainst('refusal'),
        otherAdvice(
          'Ask the operator of the remote server why it refuses connections',
          'HostStat is not the cause of the refusals',
        ),
      ],
    };
  },

  /** The remote server itself says 4xx to messages. */
  'remote-server-defers': ({ host, delay }) => {
    const replies = host.replies.filter(({ code }) => !code.startsWith('421'));
    const said = replies.reduce((sum, reply) => sum + reply.count, 0);
    if (said === 0) return null;
    const attempts = host.attempts.sent + host.attempts.reply;
    const [main] = replies;
    return {
      share: delay.share('failure', said, (other) => other.attempts.reply),
      example: main.example,
      title: `${name(host.name)} itself deferred ${plural(said, 'attempt')}`,
      evidence: `${name(host.name)} deferred ${share(said / Math.max(1, attempts))} of ${plural(attempts, 'attempt')} with a reply of its own, most often “${shortened(main.text)}” (${count(main.count)}).`,
      explanation:
        'Such a line has the remote server’s address and its reply; no setting of the gateway takes it back.',
      figures: { count: said, attempts },
      advice: [
        otherAdvice(
          `Ask the operator of ${name(host.name)} why it answers ${main.code}`,
          'send more slowly if it throttles, retry later if it greylists; limits of messages per connection, HostStat and runners do not change its answer, and more runners can make a throttle worse',
        ),
      ],
    };
  },

  /** Skips that no failure explains: the lock on the host-status file. */
  lock: ({ host, delay }) => {
    const { marks } = host;
    const { unexplainedSkips, unexplainedExample, tableExample } = marks;
    const locked = delay.share('lock', unexplainedSkips, (one) => one.marks.unexplainedSkips);
    // Locks that are held from connect to close: SingleThreadDelivery.
    if (isSingleThread(marks)) {
      const skips = unexplainedSkips + marks.tableSkips;
      return {
        share: locked + delay.ofSkips(marks.memorySkips, marks.tableSkips),
        example: tableExample ?? unexplainedExample,
        title: `Only one process at a time may talk to ${name(host.name)}, and the others wait`,
        evidence: `${skippedWords(skips)} while another process had the host, as dsn=4.4.5 says.`,
        explanation: 'SingleThreadDelivery is on; nothing is wrong with the remote server.',
        figures: { skips },
        advice: [
          otherAdvice(
            'Switch SingleThreadDelivery off',
            'processes then talk to the host at the same time',
          ),
        ],
      };
    }
    if (unexplainedSkips === 0) return null;
    return {
      share: locked,
      example: unexplainedExample,
      title: `${skippedWords(unexplainedSkips)} without any failure before`,
      evidence: `The line looks like a mark’s (bare Deferred, no address after the relay), but ${name(host.name)} had just been reached and no failure lies between.`,
      explanation:
        'This is what a process does that finds the host-status file locked by another one: it defers that one message. It comes with many processes at one time, and is gone with HostStat off.',
      figures: { skips: unexplainedSkips },
      advice: remediesAgainst('status-lock'),
    };
  },
} satisfies Readonly<Record<string, FindingRow<HostSubject>>>;

/** The limit to set where connections are cut for their age. `limit`: that in force; null: none. */
function limitAdvice(limit: number | null, carriedLow: number) {
  const smallest = ` (the smallest number carried here was ${count(carriedLow)})`;
  if (limit === null) {
    const safe = Math.max(1, Math.floor(carriedLow * MARGIN));
    return { value: `${count(safe)} to begin with`, aside: smallest };
  }
  return {
    value: `fewer than ${count(limit)}`,
    aside: `${carriedLow > 0 ? smallest : ''}; where a single large message fills a connection’s life, no limit keeps it from being cut`,
  };
}

function skippedWords(skips: number): string {
  return `${plural(skips, 'delivery was', 'deliveries were')} skipped`;
}

function momentOr(ms: number): string {
  return ms < 1000 ? 'a moment' : duration(ms);
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
function refusedOften({ connections, marks }: HostFacts) {
  const { refusals, goodBetween } = connections;
  const marked = marks.marks.filter(({ cause }) => cause === 'refusal');
  if (refusals < MIN_REFUSALS || marked.some(({ skips }) => skips > refusals)) return null;
  const between = goodBetween >= refusals / 2;
  return { refusals, marks: marked.length, between, memorySkips: marks.memorySkipsBy.refusal };
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

function endsOf(values: readonly number[]): [low: number, high: number] {
  return [Math.min(...values), Math.max(...values)];
}

/** A finding about the whole log is one where it makes up this much of the delay. */
const LARGE_SHARE = 0.3;
/** And where it is nearly all of it. */
const NEARLY_ALL = 0.8;
/** So much of their time runners at the end of their tether deliver. */
const BUSY_SHARE = 0.85;
/** A delivery that takes longer than this on average is slow. */
const SLOW_MS = 3000;

/**
 * What is wrong with a log as a whole: errors of the gateway's own, slow transfers, too few runners;
 * and how it works: mail refused for good, the wait for queue runs. In the order in which equal ones
 * are reported.
 */
const LOG_FINDINGS = {
  'local-errors': ({ facts, shares }) => {
    const errors = total(facts.hosts, ({ attempts }) => attempts.other);
    if (errors === 0) return null;
    return {
      share: shares.failure,
      title: `${plural(errors, 'attempt')} failed by an error on the gateway’s own side`,
      evidence:
        'The text after Deferred is neither the remote server’s nor that of a broken connection.',
      explanation:
        'A name that could not be found, or a route that was not there: check DNS and the network first.',
      figures: { count: errors },
      advice: [otherAdvice('Check the gateway’s own DNS and routes')],
    };
  },

  'slow-transfer': (subject) => {
    const line = slowTransfers(subject);
    if (line === null) return null;
    const { slope, meanMs, meanBytes } = line;
    // Null: sizes are too alike to tell.
    const bytesPerMs = slope === null ? null : 1 / slope.msPerByte;
    return {
      share: subject.shares.transfer + subject.shares.list,
      title: `Deliveries themselves are slow, at ${duration(meanMs)} a message`,
      evidence: `A message of ${bytes(meanBytes)} on average takes ${duration(meanMs)} from its start to the remote server’s answer${bytesPerMs === null ? '' : `; each connection moves about ${bytes(bytesPerMs * 1000)} a second`}.`,
      explanation:
        'More runners share the work; the settings about marks and retries do not help against it.',
      figures: { meanMs, meanBytes, bytesPerMs },
      advice: [
        ...remediesAgainst('slow-transfer'),
        otherAdvice('Look for what makes transfers slow'),
      ],
      rank: 1,
    };
  },

  overload: (subject) => {
    const { runs, traffic } = subject.facts;
    const waits = subject.shares.list + subject.shares['queue-run'];
    const { runners, busyShare } = runs;
    // A burst keeps them busy as well, and is soon over.
    const sustained = traffic.arrivingMs >= runs.workingMs / 3;
    const overloaded = waits >= NEARLY_ALL && busyShare >= BUSY_SHARE && sustained;
    if (!overloaded || slowTransfers(subject) !== null) return null;
    const { waiting } = traffic;
    return {
      share: waits,
      title: 'The queue runners have more to do than they get done',
      evidence: `Deliveries take ${share(Math.min(1, busyShare))} of their time, and most of the delay is waiting for ${plural(runners, 'runner')} or in their lists behind other mail${waiting > 0 ? `; ${plural(waiting, 'message')} still ${waiting === 1 ? 'waits' : 'wait'} at the end of the log` : ''}.`,
      explanation: 'Nothing has to be wrong with the remote server for that.',
      figures: { runners, waiting, busyShare },
      advice: remediesAgainst('long-lists'),
      rank: 1,
    };
  },

  returned: ({ facts: { traffic } }) => {
    if (traffic.returned === 0) return null;
    return {
      share: 0,
      title: `${plural(traffic.returned, 'message was', 'messages were')} refused permanently`,
      evidence: 'The remote server answered 5xx, or the recipient does not exist.',
      explanation: 'These go back to their senders, and no retry helps.',
      figures: { count: traffic.returned },
      advice: [],
      rank: ROUTINE,
    };
  },

  'queue-wait': ({ facts, shares }) => {
    const part = shares['queue-run'];
    if (part < LARGE_SHARE) return null;
    const intervalMs = known(facts.runs.intervalMs);
    return {
      share: part,
      title: 'Mail waits for the next queue run',
      evidence: `${share(part)} of the delay is that wait${intervalMs === null ? '' : `, every ${duration(intervalMs)}`}: half an interval on average before it is tried at all.`,
      explanation: 'That is by configuration, not a failure.',
      figures: { intervalMs },
      advice: [
        ...remediesAgainst('queue-wait'),
        otherAdvice('Let the gateway try new mail at once instead (background delivery)'),
      ],
      rank: ROUTINE + 1,
    };
  },
} satisfies Readonly<Record<string, FindingRow<LogSubject>>>;

/** How long deliveries take where that is the trouble; null: it is not. */
function slowTransfers({ facts, shares }: LogSubject) {
  const { onOpen, first } = facts.transfers;
  const line = onOpen.count >= first.count ? onOpen : first;
  return line.meanMs >= SLOW_MS && shares.transfer + shares.list >= LARGE_SHARE ? line : null;
}

/* All findings. */

type FindingKind = keyof typeof HOST_FINDINGS | keyof typeof LOG_FINDINGS;

export const FINDING_KINDS = [
  ...Object.keys(HOST_FINDINGS),
  ...Object.keys(LOG_FINDINGS),
] as readonly string[] as readonly [FindingKind, ...FindingKind[]];

export interface Finding extends Required<RowResult> {
  readonly kind: FindingKind;
  /** The remote host; null: the whole log. */
  readonly host: string | null;
}

/** `statedMs`: the lifetime of connections as the user states it; null: it is looked for. */
export function findingsOf(facts: LogFacts, statedMs: number | null): Finding[] {
  const shares = sharesOf(facts.traffic.partsWithWaiting);
  const delay = apportioned(facts.hosts, shares);
  const found = [
    ...facts.hosts.flatMap((host) => {
      const lifetime = lifetimeOf(host.connections, statedMs);
      return results(HOST_FINDINGS, { host, delay, lifetime }, host.name);
    }),
    ...results(LOG_FINDINGS, { facts, shares }, null),
  ];
  return found.sort((a, b) => a.rank - b.rank || b.share - a.share);
}

function results<S>(
  rows: { readonly [K in FindingKind]?: FindingRow<S> },
  subject: S,
  host: string | null,
): Finding[] {
  return Object.entries(rows).flatMap(([kind, row]) => {
    const result = row(subject);
    if (result === null) return [];
    const { example = null, article = null, rank = 0 } = result;
    return [{ ...result, example, article, rank, kind: kind as FindingKind, host }];
  });
}
