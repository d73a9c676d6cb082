/**
 * What a finding of a diagnosis is: what a log shows to be wrong, or merely how it works. Each kind is
 * a row of findings.ts; the JSON format, the verdict and the reports go by the rows. And how the delay
 * is divided among findings.
 *
 * Shares are of all delay, from 0 to 1. Units: milliseconds since 1970, bytes.
 */

import type { Lifetime } from '../../maillog/diagnose/lifetime.ts';
import type { HostFacts, LogFacts } from '../../maillog/diagnose/log-facts.ts';
import type { LogPartName } from '../../maillog/log-part.ts';
import type { Advice } from '../setting-changes.ts';

/** What rows about one host look at. */
export interface HostSubject {
  readonly host: HostFacts;
  readonly delay: ReturnType<typeof apportioned>;
  /** The age at which its connections are cut; null: there is none. */
  readonly lifetime: Lifetime | null;
}

/** What rows about the whole log look at. */
export interface LogSubject {
  readonly facts: LogFacts;
  readonly shares: Shares;
}

/** What a row makes of a log, in words. */
export interface RowResult {
  /** Of all delay, what it explains. */
  readonly share: number;
  /** A line of the log that shows it. */
  readonly example?: string | null;
  /** A clause, without a colon. */
  readonly title: string;
  /** What shows it, in a sentence. */
  readonly evidence: string;
  /** What it means, and what to know about it; '' for nothing more. */
  readonly explanation: string;
  /** Its numbers, by name; null: not known. */
  readonly figures: Record<string, number | null>;
  /** Remedies of the gateway's (sim/mailpath/remedies.ts), and what else one does. */
  readonly advice: readonly Advice[];
  /** What the article's failure has to do with it: half of that failure is a mark of another cause. */
  readonly article?: 'failure' | 'mark' | 'unclear' | null;
  /** The smallest are reported first (0 if absent); from ROUTINE on it is no trouble. */
  readonly rank?: number;
}

/** The rank of what is merely how it works. */
export const ROUTINE = 2;

/** Null: it is not so. */
export type FindingRow<S> = (subject: S) => RowResult | null;

/** Shares of the whole delay, by part. */
type Shares = Readonly<Record<LogPartName, number>>;

export function sharesOf(parts: Readonly<Record<LogPartName, number>>): Shares {
  const all = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  return Object.fromEntries(
    Object.entries(parts).map(([name, ms]) => [name, all > 0 ? ms / all : 0]),
  ) as Shares;
}

/**
 * Divides the delay of marks, of processes' memories and of cuts among hosts and causes: by the skips,
 * or the cuts, that each of them caused. A log says which host a skip is about, and a wait after a
 * skip is as long whatever its cause.
 */
export function apportioned(hosts: readonly HostFacts[], shares: Shares) {
  const share = (part: LogPartName, of: number, count: (host: HostFacts) => number): number => {
    const all = total(hosts, count);
    return all > 0 ? (shares[part] * of) / all : 0;
  };
  const ofTable = (skips: number) => share('mark', skips, ({ marks }) => marks.tableSkips);
  /** What skips of one cause cost. */
  const ofSkips = (memory: number, table: number): number =>
    share('memory', memory, ({ marks }) => marks.memorySkips) + ofTable(table);
  /** What cuts of a host, and the skips after them, cost. */
  const ofCuts = ({ connections, marks }: HostFacts): number =>
    share('cut', connections.cutsSeen, (other) => other.connections.cutsSeen) +
    ofSkips(marks.memorySkipsBy.cut, marks.tableSkipsBy.cut);
  return { share, ofTable, ofSkips, ofCuts };
}

export function total(hosts: readonly HostFacts[], count: (host: HostFacts) => number): number {
  return hosts.reduce((sum, host) => sum + count(host), 0);
}
