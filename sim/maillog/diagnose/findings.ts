/**
 * From the facts of a log to what is wrong, the largest share of the delay first.
 *
 *   facts -> per host: cuts, breaks, marks, refusals, replies, locks
 *         -> the whole: transfers, lists, queue runs
 *         -> ranked by what they cost
 *
 * The delay of marks, of processes' memories and of cuts is divided among the causes by the skips
 * that each of them caused, and among hosts likewise: a log says which host a skip is about, and a
 * wait after a skip is as long whatever its cause. Units: milliseconds, shares from 0 to 1.
 */
import type { LogPartName } from '../log-part.ts';
import type { Finding } from './finding.ts';
import { lifetimeOf } from './lifetime.ts';
import type { HostFacts, LogFacts } from './log-facts.ts';
import type { Mark } from './marks.ts';

/** Shares of the whole delay, by part. */
export type Shares = Readonly<Record<LogPartName, number>>;

/** Fewer are chance, or nobody's concern. */
const FEWEST_REFUSALS = 3;
/** A finding about the whole log is one where it makes up this much of the delay. */
const LARGE_SHARE = 0.3;
/** A delivery that takes longer than this on average is slow. */
const SLOW_MS = 3000;

export function findingsOf(facts: LogFacts, statedLifetimeMs: number | null): Finding[] {
  const shares = sharesOf(facts.traffic.partsWithWaiting);
  const skips = total(facts.hosts, ({ marks }) => marks.memorySkips + marks.tableSkips);
  const found = [
    ...facts.hosts.flatMap((host) =>
      hostFindings(host, new Apportion(facts.hosts, shares, skips), statedLifetimeMs),
    ),
    ...wholeFindings(facts, shares),
  ];
  return found.sort((a, b) => rank(a) - rank(b) || b.share - a.share);
}

export function sharesOf(parts: LogFacts['traffic']['parts']): Shares {
  const all = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  return Object.fromEntries(
    Object.entries(parts).map(([name, ms]) => [name, all > 0 ? ms / all : 0]),
  ) as Shares;
}

/** Troubles come before what is merely how it works. */
function rank({ kind }: Finding): number {
  if (kind === 'queue-wait') return 3;
  return kind === 'returned' ? 2 : kind === 'slow-transfer' || kind === 'overload' ? 1 : 0;
}

/** Divides the shares of marks and memories among hosts and causes, by their skips. */
class Apportion {
  private readonly hosts: readonly HostFacts[];
  private readonly shares: Shares;
  readonly skips: number;

  constructor(hosts: readonly HostFacts[], shares: Shares, skips: number) {
    this.hosts = hosts;
    this.shares = shares;
    this.skips = skips;
  }

  share(part: LogPartName, of: number, count: (host: HostFacts) => number): number {
    const all = total(this.hosts, count);
    return all > 0 ? (this.shares[part] * of) / all : 0;
  }

  /** What skips of one cause cost. */
  ofSkips(memory: number, table: number): number {
    return (
      this.share('memory', memory, ({ marks }) => marks.memorySkips) +
      this.share('mark', table, ({ marks }) => marks.tableSkips)
    );
  }
}

function hostFindings(host: HostFacts, delay: Apportion, statedMs: number | null): Finding[] {
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
    return [
      { ...about, kind: 'random-breaks', share, breaks: cutsSeen, youngestMs, oldestMs, exact },
    ];
  }
  const carried = cuts.filter((cut) => cut.byRunner && cut.carried > 0).map((cut) => cut.carried);
  const never = breakers.filter(({ times }) => times > 1);
  const found: Finding[] = [
    {
      ...about,
      kind: 'lifetime-cuts',
      share,
      lifetime,
      cuts: cutsSeen,
      firstMs: cuts[0].atMs,
      lastMs: cuts[cuts.length - 1].atMs,
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

/** Connections that their process replaced at once: all after the same number of messages. */
export function limitSeen({ connections }: HostFacts): number | null {
  const { replacedAfter, mostCarried } = connections;
  const times = replacedAfter.get(mostCarried) ?? 0;
  const others = [...replacedAfter].filter(([carried]) => carried !== mostCarried);
  const rest = others.reduce((sum, [, count]) => sum + count, 0);
  return times >= 2 && times > rest ? mostCarried : null;
}

function markFindings(host: HostFacts, delay: Apportion): Finding[] {
  const { marks, connections, name } = host;
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
      firstMs: silent[0].firstSkipMs,
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
      firstMs: old[0].firstSkipMs,
      lastMs: old[old.length - 1].lastSkipMs,
    });
  }
  const faults = marks.marks.filter(
    (mark) => !Number.isNaN(mark.fromMs) && mark.cause !== 'cut' && !isPassing(mark),
  );
  if (faults.length === 0) return found;
  const skips = faults.reduce((sum, mark) => sum + mark.skips, 0);
  const memory = marks.memorySkips - marks.memorySkipsBy.cut;
  const firstMs = Number.isNaN(connections.firstRefusalMs)
    ? faults[0].fromMs
    : connections.firstRefusalMs;
  const lastMs = Number.isNaN(connections.lastRefusalMs)
    ? faults[faults.length - 1].fromMs
    : connections.lastRefusalMs;
  const lengths = faults.map(({ fromMs, lastSkipMs }) => lastSkipMs - fromMs);
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
          delay.share('far-side', refusals, (other) => other.connections.refusals),
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
      share: delay.share('far-side', count, (host) => host.attempts.reply),
      example: said[0].example,
      count,
      attempts: attempts.sent + attempts.reply,
      replies: said,
    },
  ];
}

function lockFindings({ marks, name }: HostFacts, delay: Apportion): Finding[] {
  const { unexplainedSkips: skips, unexplainedExample: example } = marks;
  if (skips === 0) return [];
  const share = delay.share('lock', skips, (host) => host.marks.unexplainedSkips);
  return [{ kind: 'lock', host: name, share, example, skips }];
}

function wholeFindings({ hosts, traffic, transfers, runs }: LogFacts, shares: Shares): Finding[] {
  const about = { host: null, example: null };
  const found: Finding[] = [];
  const errors = total(hosts, ({ attempts }) => attempts.other);
  if (errors > 0) {
    found.push({ ...about, kind: 'local-errors', share: shares['far-side'], count: errors });
  }
  const { onOpen, first } = transfers;
  const line = onOpen.count >= first.count ? onOpen : first;
  if (line.meanMs >= SLOW_MS && shares.transfer + shares.list >= LARGE_SHARE) {
    const perByte = line.fit === null ? Number.NaN : line.fit.msPerByte;
    const known = line.fit !== null && perByte > line.fit.slopeError;
    found.push({
      ...about,
      kind: 'slow-transfer',
      share: shares.transfer + shares.list,
      meanMs: line.meanMs,
      meanBytes: line.meanBytes,
      bytesPerMs: known ? 1 / perByte : null,
    });
  } else if (shares.list >= LARGE_SHARE && traffic.waiting > 0.1 * traffic.accepted) {
    const { runners } = runs;
    const { waiting } = traffic;
    found.push({ ...about, kind: 'overload', share: shares.list, runners, waiting });
  }
  if (traffic.returned > 0) {
    found.push({ ...about, kind: 'returned', share: 0, count: traffic.returned });
  }
  if (shares['queue-run'] >= LARGE_SHARE) {
    const { intervalMs } = runs;
    found.push({ ...about, kind: 'queue-wait', share: shares['queue-run'], intervalMs });
  }
  return found;
}

function total(hosts: readonly HostFacts[], count: (host: HostFacts) => number): number {
  return hosts.reduce((sum, host) => sum + count(host), 0);
}
