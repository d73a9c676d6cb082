/**
 * The host-status table of each gateway at one moment, and which running processes hold a host for
 * bad in their own memory: deleting the files does not reach those. Units: ms from the run's start.
 */
import { SKIP_TEXTS, STATUS_BAD, STATUS_GOOD } from '../mailpath/host-status-table.ts';
import type { World } from '../mailpath/world.ts';

export interface HostStatusLine {
  readonly host: number;
  readonly status: 'good' | 'bad' | 'unavailable';
  readonly text: (typeof SKIP_TEXTS)[number];
  /** Since the last use that the file states. */
  readonly agoMs: number;
  /** A mark that is still in force for who reads it now. */
  readonly marked: boolean;
  readonly leftMs: number;
  /** Processes at work that remember the host as bad themselves. */
  readonly remembering: number;
}

export interface HostStatusView {
  readonly gateway: number;
  /** HostStat is on. */
  readonly on: boolean;
  readonly lines: readonly HostStatusLine[];
}

export function hostStatusAt(world: World, atMs: number): HostStatusView[] {
  const nowSecond = Math.floor((world.clockMs + atMs) / 1000);
  return world.gateways.map(({ index, table, settings }) => {
    const timeoutSeconds = settings.hostStatusTimeoutMs / 1000;
    const lines = world.hosts.flatMap((_, host): HostStatusLine[] => {
      if (table.exists[host] === 0) return [];
      const since = nowSecond - table.lastUseSecond[host];
      const bad = table.status[host] === STATUS_BAD;
      const remembering = world.processes.all.filter(
        (process) =>
          process.gateway?.index === index &&
          (process.message >= 0 || process.run !== null) &&
          process.status[host] === STATUS_BAD &&
          process.lastUseSecond[host] + timeoutSeconds > nowSecond,
      ).length;
      return [
        {
          host,
          status: bad ? 'bad' : table.status[host] === STATUS_GOOD ? 'good' : 'unavailable',
          text: SKIP_TEXTS[table.text[host]],
          agoMs: since * 1000,
          marked: bad && settings.hostStatus && since < timeoutSeconds,
          leftMs: Math.max(0, timeoutSeconds - since) * 1000,
          remembering,
        },
      ];
    });
    return { gateway: index, on: settings.hostStatus, lines };
  });
}
