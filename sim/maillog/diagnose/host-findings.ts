/**
 * What is wrong with one host: cuts and breaks, marks, refusals, its own replies, locks.
 * Units: milliseconds, shares from 0 to 1.
 */
import type { Apportion } from './apportion.ts';
import type { Breaker } from './connections.ts';
import type { Finding } from './finding.ts';
import { lifetimeOf, messagesAtBreak } from './lifetime.ts';
import type { HostFacts } from './log-facts.ts';
import type { Mark, MarkFacts } from './marks.ts';

/** Fewer are an incident, not a habit. */
const FEWEST_REFUSALS = 3;
const FEWEST_BREAKS = 3;

export function hostFindings(
  host: HostFacts,
  delay: Apportion,
  statedMs: number | null,
): Finding[] {
  return [
    ...cutFindings(host, delay, statedMs),
    ...markFindings(host, delay),
    ...refusalFindings(host, delay),
    ...replyFindings(host, delay),
    ...lockFindings(host, delay),
  ];
}

function cutFindings(host: HostFacts, delay: Apportion, statedMs: number | null): Finding[] {
  const { connections, marks, name } = host;
  const { cuts, cutsSeen, cutExample, breakers } = connections;
  if (cutsSeen === 0) return [];
  const share =
    delay.share('cut', cutsSeen, (other) => other.connections.cutsSeen) +
    delay.ofSkips(marks.memorySkipsBy.cut, marks.tableSkipsBy.cut);
  const lifetime = lifetimeOf(connections, statedMs);
  const about = { host: name, example: cutExample };
  if (lifetime === null) {
    const ages = cuts.map(({ ageMs }) => ageMs);
    const [youngestMs, oldestMs] = [Math.min(...ages), Math.max(...ages)];
    const exact = cuts.every((cut) => cut.exact);
    const after = messagesAtBreak(cuts);
    return [
      {
        ...about,
        kind: 'random-breaks',
        share,
        breaks: cutsSeen,
        youngestMs,
        oldestMs,
        exact,
        after,
      },
    ];
  }
  const carried = cuts.filter((cut) => cut.byRunner && cut.carried > 0).map((cut) => cut.carried);
  const never = breakers.filter((one) => neverFits(one, cutsSeen));
  const found: Finding[] = [
    {
      ...about,
      kind: 'lifetime-cuts',
      share,
      lifetime,
      cuts: cutsSeen,
      firstMs: Math.min(...cuts.map(({ atMs }) => atMs)),
      lastMs: Math.max(...cuts.map(({ atMs }) => atMs)),
      carriedLow: carried.length > 0 ? Math.min(...carried) : 0,
      carriedHigh: carried.length > 0 ? Math.max(...carried) : 0,
      limit: limitSeen(host),
      memorySkips: marks.memorySkipsBy.cut,
      tableSkips: marks.tableSkipsBy.cut,
    },
  ];
  if (never.length > 0) {
    // Its share is within that of the cuts, which it causes some of.
    found.push({ ...about, example: null, kind: 'never-fits', share: 0, messages: never });
  }
  return found;
}

/** It broke connections as their first message, more than once; or it alone broke most of them. */
function neverFits({ times, alone }: Breaker, cuts: number): boolean {
  return alone > 1 || (times >= FEWEST_BREAKS && times > cuts / 2);
}

/** Connections that their process replaced at once: all after the same number of messages. */
export function limitSeen({ connections }: HostFacts): number | null {
  const { replacedAfter, mostCarried } = connections;
  const times = replacedAfter.get(mostCarried) ?? 0;
  const others = [...replacedAfter].filter(([carried]) => carried !== mostCarried);
  const rest = others.reduce((sum, [, count]) => sum + count, 0);
  return mostCarried > 0 && times >= 2 && times > rest ? mostCarried : null;
}

function markFindings(host: HostFacts, delay: Apportion): Finding[] {
  const { marks, connections, name } = host;
  if (isSingleThread(marks)) return [];
  const found: Finding[] = [];
  const unseen = marks.marks.filter(({ fromMs }) => Number.isNaN(fromMs));
  const silent = unseen.filter(({ afterGood }) => afterGood);
  const silentSkips = silent.reduce((sum, { skips }) => sum + skips, 0);
  if (silentSkips > 0) {
    found.push({
      kind: 'silent-breaks',
      host: name,
      share: delay.share('mark', silentSkips, (host) => host.marks.tableSkips),
      example: marks.tableExample,
      skips: silentSkips,
      marks: silent.length,
      firstMs: Math.min(...silent.map(({ firstSkipMs }) => firstSkipMs)),
      after: limitSeen(host),
    });
  }
  const old = unseen.filter(({ afterGood }) => !afterGood);
  const oldSkips = old.reduce((sum, { skips }) => sum + skips, 0);
  if (oldSkips > 0) {
    found.push({
      kind: 'old-mark',
      host: name,
      share: delay.share('mark', oldSkips, (host) => host.marks.tableSkips),
      example: marks.tableExample,
      skips: oldSkips,
      bare: marks.tableExample?.endsWith('stat=Deferred') === true,
      firstMs: Math.min(...old.map(({ firstSkipMs }) => firstSkipMs)),
      lastMs: Math.max(...old.map(({ lastSkipMs }) => lastSkipMs)),
    });
  }
  const faults = marks.marks.filter(
    (mark) => !Number.isNaN(mark.fromMs) && mark.cause !== 'cut' && !isPassing(mark),
  );
  if (faults.length === 0) return found;
  const skips = faults.reduce((sum, mark) => sum + mark.skips, 0);
  const memory = marks.memorySkips - marks.memorySkipsBy.cut;
  const firstMs = Number.isNaN(connections.firstRefusalMs)
    ? Math.min(...faults.map(({ fromMs }) => fromMs))
    : connections.firstRefusalMs;
  const lastMs = Number.isNaN(connections.lastRefusalMs)
    ? Math.max(...faults.map(({ fromMs }) => fromMs))
    : connections.lastRefusalMs;
  const lengths = faults.map(({ fromMs, lastSkipMs }) => Math.max(0, lastSkipMs - fromMs));
  found.push({
    kind: 'marked-fault',
    host: name,
    share: delay.ofSkips(memory, skips),
    example: faults[0].causeLine,
    failures: connections.refusals,
    firstMs,
    faultMs: lastMs - firstMs,
    steady: connections.goodBetween < connections.refusals / 2,
    marks: faults.length,
    longestMarkMs: Math.max(...lengths),
    skips,
  });
  return found;
}

/** After a 4xx that may mark nothing a skip or two in the same moment are a lock's, not a mark's. */
function isPassing({ cause, skips, fromMs, lastSkipMs }: Mark): boolean {
  return cause === null || (cause === 'reply' && skips <= 2 && lastSkipMs - fromMs < 2000);
}

function refusalFindings({ connections, marks, name }: HostFacts, delay: Apportion): Finding[] {
  const { refusals, connections: all, refusalExample } = connections;
  const marked = marks.marks.filter(({ cause }) => cause === 'refusal');
  const standing = marked.some(({ skips }) => skips > refusals);
  if (refusals < FEWEST_REFUSALS || standing) return [];
  const memory = marks.memorySkipsBy.refusal;
  const { goodBetween, firstRefusalMs, lastRefusalMs } = connections;
  if (goodBetween < refusals / 2) {
    return [
      {
        kind: 'outage',
        host: name,
        share:
          delay.ofSkips(memory, marks.tableSkipsBy.refusal) +
          delay.share('failure', refusals, (other) => other.connections.refusals),
        example: refusalExample,
        refusals,
        firstMs: firstRefusalMs,
        lastMs: lastRefusalMs,
        memorySkips: memory,
      },
    ];
  }
  return [
    {
      kind: 'flaky',
      host: name,
      share: delay.ofSkips(memory, marks.tableSkipsBy.refusal),
      example: refusalExample,
      refusals,
      connections: all,
      memorySkips: memory,
      marks: marked.length,
    },
  ];
}

function replyFindings({ attempts, replies, name }: HostFacts, delay: Apportion): Finding[] {
  const said = replies.filter(({ code }) => !code.startsWith('421'));
  const count = said.reduce((sum, reply) => sum + reply.count, 0);
  if (count === 0) return [];
  return [
    {
      kind: 'far-side-defers',
      host: name,
      share: delay.share('failure', count, (host) => host.attempts.reply),
      example: said[0].example,
      count,
      attempts: attempts.sent + attempts.reply,
      replies: said,
    },
  ];
}

function lockFindings({ marks, name }: HostFacts, delay: Apportion): Finding[] {
  const { unexplainedSkips, unexplainedExample, tableExample } = marks;
  if (isSingleThread(marks)) {
    const skips = unexplainedSkips + marks.tableSkips;
    return [
      {
        kind: 'lock',
        host: name,
        share: lockShare(marks, delay) + delay.ofSkips(marks.memorySkips, marks.tableSkips),
        example: tableExample ?? unexplainedExample,
        skips,
        single: true,
      },
    ];
  }
  if (unexplainedSkips === 0) return [];
  return [
    {
      kind: 'lock',
      host: name,
      share: lockShare(marks, delay),
      example: unexplainedExample,
      skips: unexplainedSkips,
      single: false,
    },
  ];
}

function lockShare({ unexplainedSkips }: MarkFacts, delay: Apportion): number {
  return delay.share('lock', unexplainedSkips, (host) => host.marks.unexplainedSkips);
}

/** Most skips of the table say that another process holds the host: no mark is behind them. */
function isSingleThread({ lockedOutSkips, tableSkips, unexplainedSkips }: MarkFacts): boolean {
  return lockedOutSkips > 0 && lockedOutSkips >= (tableSkips + unexplainedSkips) / 4;
}
