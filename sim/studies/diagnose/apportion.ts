/**
 * Divides the delay of marks, of processes' memories and of cuts among hosts and causes: by the skips,
 * or the cuts, that each of them caused. A log says which host a skip is about, and a wait after a
 * skip is as long whatever its cause. Shares from 0 to 1.
 */

import type { HostFacts } from '../../maillog/diagnose/log-facts.ts';
import type { LogPartName } from '../../maillog/log-part.ts';

/** Shares of the whole delay, by part. */
export type Shares = Readonly<Record<LogPartName, number>>;

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
