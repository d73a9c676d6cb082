/**
 * What a finding of a diagnosis is: what a log shows to be wrong, or merely how it works. Each kind is
 * a row (host-findings.ts, findings.ts): what detects it, its words, what is advised against it. A
 * new finding is a row; the JSON format, the verdict and the reports go by the rows.
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
  readonly delay: Apportion;
  /** The age at which its connections are cut; null: there is none. */
  readonly lifetime: Lifetime | null;
}

/** What rows about the whole log look at. */
export interface LogSubject {
  readonly facts: LogFacts;
  readonly shares: Shares;
}

/** What the article's failure has to do with it: half of that failure is a mark of another cause. */
type Article = 'failure' | 'mark' | 'unclear' | null;

/** What a row finds: its numbers become figures by their names, null: not known. */
interface Found {
  /** Of all delay, what it explains. */
  readonly share: number;
  /** A line of the log that shows it. */
  readonly example?: string | null;
}

interface Definition<S, F extends Found> {
  /** Null: it is not so. */
  readonly find: (subject: S) => F | null;
  /** A clause, without a colon. */
  readonly title: (found: F, subject: S) => string;
  /** What shows it, in a sentence. */
  readonly evidence: (found: F, subject: S) => string;
  /** What it means, and what to know about it; '' for nothing more. */
  readonly explanation: (found: F, subject: S) => string;
  /** Remedies of the gateway's (sim/mailpath/remedies.ts), and what else one does. */
  readonly advice: (found: F, subject: S) => readonly Advice[];
  readonly article?: (found: F) => Article;
  /** The smallest are reported first; from ROUTINE on it is no trouble. */
  readonly rank?: number;
}

/** The rank of what is merely how it works. */
export const ROUTINE = 2;

/** What a row makes of a log, in words. */
export interface RowResult {
  readonly share: number;
  readonly example: string | null;
  readonly title: string;
  readonly evidence: string;
  readonly explanation: string;
  readonly figures: Record<string, number | null>;
  readonly advice: readonly Advice[];
  readonly article: Article;
  readonly rank: number;
}

export type FindingRow<S> = (subject: S) => RowResult | null;

export function hostFinding<F extends Found>(row: Definition<HostSubject, F>) {
  return asRow(row);
}

export function logFinding<F extends Found>(row: Definition<LogSubject, F>) {
  return asRow(row);
}

function asRow<S, F extends Found>(row: Definition<S, F>): FindingRow<S> {
  return (subject) => {
    const found = row.find(subject);
    if (found === null) return null;
    return {
      share: found.share,
      example: found.example ?? null,
      title: row.title(found, subject),
      evidence: row.evidence(found, subject),
      explanation: row.explanation(found, subject),
      figures: figuresOf(found),
      advice: row.advice(found, subject),
      article: row.article?.(found) ?? null,
      rank: row.rank ?? 0,
    };
  };
}

function figuresOf({ share: _, example: __, ...found }: Found): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value === null || typeof value === 'number'),
  ) as unknown as Record<string, number | null>;
}

/*
 * Divides the delay of marks, of processes' memories and of cuts among hosts and causes: by the skips,
 * or the cuts, that each of them caused. A log says which host a skip is about, and a wait after a
 * skip is as long whatever its cause. Shares from 0 to 1.
 */

/** Shares of the whole delay, by part. */
type Shares = Readonly<Record<LogPartName, number>>;

export function sharesOf(parts: Readonly<Record<LogPartName, number>>): Shares {
  const all = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
  return Object.fromEntries(
    Object.entries(parts).map(([name, ms]) => [name, all > 0 ? ms / all : 0]),
  ) as Shares;
}

export class Apportion {
  private readonly hosts: readonly HostFacts[];
  private readonly shares: Shares;

  constructor(hosts: readonly HostFacts[], shares: Shares) {
    this.hosts = hosts;
    this.shares = shares;
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

export function total(hosts: readonly HostFacts[], count: (host: HostFacts) => number): number {
  return hosts.reduce((sum, host) => sum + count(host), 0);
}
