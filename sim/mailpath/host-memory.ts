/**
 * A process's dealings with its memory of hosts, its connection cache and the shared table.
 *
 * Source: Sendmail 8.17.1, mci.c: `lookupHost` is mci_get, `scan` is mci_scan, `cacheConnection` is mci_cache,
 * `quit` is mci_uncache and smtpquit, `exit` is mci_flush, `store` is mci_unlock_host.
 * Units: milliseconds; host-status times in whole seconds.
 */
import { ALIVE, type Connection, DEAD_421, DEAD_RESET, STATE_OPEN } from './connection.ts';
import { type DeliveryProcess, ORIGIN_LOCK, ORIGIN_OWN, ORIGIN_TABLE } from './delivery-process.ts';
import type { Ending, EndingRow } from './faults.ts';
import {
  SKIP_TEXTS,
  STATUS_BAD,
  STATUS_GOOD,
  STATUS_UNAVAILABLE,
  TEXT_BARE,
  TEXT_RESET,
} from './host-status-table.ts';
import { type World, wallSecond } from './world.ts';

export class HostMemory {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /**
   * Looks a host up before a delivery. Returns the time at which the answer is known: later than
   * `at` if a connection had to be closed or probed. The answer is in the process's memory.
   */
  lookupHost(process: DeliveryProcess, host: number, at: number): number {
    let now = process.slotsUsed > 0 ? this.scan(process, at) : at;
    if (process.known[host] === 0) {
      process.known[host] = 1;
      if (!this.load(process, host, now)) {
        // This message alone sees a bad host: the memory, never filled, is stale for the next one.
        process.status[host] = STATUS_BAD;
        process.origin[host] = ORIGIN_LOCK;
        process.lastUseSecond[host] = Number.NEGATIVE_INFINITY;
        return now;
      }
    }
    const open = process.connection[host];
    if (open !== null && open.state === STATE_OPEN) {
      now += this.world.hosts[host].input.roundTripMs;
      this.probe(process, host, open, now);
    }
    if (process.connection[host] === null) this.forgetIfStale(process, host, now);
    return now;
  }

  /**
   * RSET within an attempt, answered at `at`: the transaction of a message that was refused is over.
   * Returns how the connection turned out to be lost, or null if it was not.
   */
  reset(process: DeliveryProcess, connection: Connection, at: number): Ending | null {
    this.noticeCut(connection, at);
    if (process.isDead(connection, at)) {
      return connection.dead === DEAD_421 ? 'rset-421' : 'rset-reset';
    }
    process.lastUseSecond[connection.host] = wallSecond(this.world, at);
    connection.state = STATE_OPEN;
    return null;
  }

  /** True if a look now would find the host bad without reading the table or probing anything. */
  isKnownBad(process: DeliveryProcess, host: number, at: number): boolean {
    return (
      process.known[host] === 1 &&
      process.connection[host] === null &&
      process.status[host] === STATUS_BAD &&
      !this.isStale(process, host, at)
    );
  }

  /** Puts a host whose connection was just opened into a cache slot; may close another's. */
  cacheConnection(process: DeliveryProcess, host: number, at: number): void {
    const { slots } = process;
    const size = Math.min(slots.length, Math.max(1, process.settings.connectionCacheSize));
    let best = -1;
    for (let i = 0; i < size; i++) {
      if (slots[i] === host) return;
      if (slots[i] < 0 || process.connection[slots[i]] === null) best = i;
    }
    if (best < 0) {
      best = 0;
      for (let i = 1; i < size; i++) {
        if (process.lastUseSecond[slots[i]] < process.lastUseSecond[slots[best]]) best = i;
      }
      this.quit(process, slots[best], at);
    } else if (slots[best] >= 0) {
      // A dead host that still has the slot is written once more as it leaves it.
      this.store(process, slots[best], at);
    }
    slots[best] = host;
    process.slotsUsed = size;
  }

  /** The process ends: every host in a slot is written to the table, open connections get QUIT. */
  exit(process: DeliveryProcess, at: number): void {
    const { slots } = process;
    for (let i = 0; i < process.slotsUsed; i++) {
      const host = slots[i];
      if (host < 0) continue;
      if (process.connection[host] !== null) this.quit(process, host, at);
      else this.store(process, host, at);
    }
  }

  /** Writes what the process remembers of a host into the shared table. */
  store(process: DeliveryProcess, host: number, at: number): void {
    const { gateway, settings } = process;
    if (!settings.hostStatus) return;
    const { world } = this;
    const lastUse = process.lastUseSecond[host];
    const written = gateway.table.store(
      host,
      process.id,
      at,
      world.input.costs.statusLockMs,
      process.status[host],
      process.text[host],
      lastUse,
      lastUse * 1000 + settings.hostStatusTimeoutMs - world.clockMs,
    );
    if (!written) world.measures.lostWrites++;
    else world.observer?.stored?.(gateway.index, host, at, process.status[host] !== STATUS_GOOD);
  }

  /** What an attempt taught the process about the host (faults.ts). */
  note(process: DeliveryProcess, host: number, row: EndingRow, at: number): void {
    process.lastUseSecond[host] = wallSecond(this.world, at);
    if (row.memory === 'unchanged') return;
    process.origin[host] = ORIGIN_OWN;
    if (row.memory === 'good') {
      process.status[host] = STATUS_GOOD;
      process.text[host] = TEXT_BARE;
    } else {
      process.status[host] = row.memory === 'bad' ? STATUS_BAD : STATUS_UNAVAILABLE;
      process.text[host] = SKIP_TEXTS.indexOf(row.skipText);
    }
  }

  /** Ends a connection on both sides; `at` is when the far side sees it end. */
  drop(process: DeliveryProcess, connection: Connection, at: number): void {
    const { world } = this;
    const host = world.hosts[connection.host];
    process.connection[connection.host] = null;
    host.connectionClosed(connection.gateway);
    world.measures.connectionClosed(connection, at);
    world.observer?.closed?.(connection, at);
    world.connections.close(connection);
  }

  /** Closes a host's connection with QUIT: the table is written first, with today's memory. */
  private quit(process: DeliveryProcess, host: number, at: number): void {
    const connection = process.connection[host];
    if (connection === null) return;
    this.store(process, host, at);
    this.noticeCut(connection, at);
    if (process.isDead(connection, at)) {
      this.drop(process, connection, connection.deadAt);
    } else {
      // A fault that would have ended it later never came to pass.
      connection.end = 'quit';
      connection.fault = '';
      this.drop(process, connection, at);
    }
  }

  /** Closes connections that are idle too long, too old, or have carried all they may. */
  private scan(process: DeliveryProcess, at: number): number {
    const { settings, slots } = process;
    let now = at;
    for (let i = 0; i < process.slotsUsed; i++) {
      const host = slots[i];
      if (host < 0) continue;
      const connection = process.connection[host];
      if (connection === null) continue;
      const idleSeconds = wallSecond(this.world, now) - process.lastUseSecond[host];
      if (
        connection.brought >= settings.messagesPerConnection ||
        idleSeconds * 1000 >= settings.connectionCacheTimeoutMs ||
        now - connection.openedAt >= settings.connectionAgeMs
      ) {
        this.quit(process, host, now);
        slots[i] = -1;
        now += this.world.hosts[host].input.roundTripMs;
      }
    }
    return now;
  }

  /** Reads the shared table; false if another process is writing the host's file. */
  private load(process: DeliveryProcess, host: number, at: number): boolean {
    const { gateway, settings } = process;
    if (!settings.hostStatus) return true;
    if (process.run?.limited) return true;
    const { table } = gateway;
    if (table.exists[host] === 0) return true;
    if (!table.lockToRead(host, process.id, at, this.world.input.costs.statusLockMs)) return false;
    process.status[host] = table.status[host];
    process.text[host] = table.text[host];
    process.lastUseSecond[host] = table.lastUseSecond[host];
    process.origin[host] = ORIGIN_TABLE;
    return true;
  }

  /**
   * RSET on an open connection. A reset or an end of file marks the table at once, though the
   * process itself forgives and reconnects; a 421 harms nobody.
   */
  private probe(process: DeliveryProcess, host: number, connection: Connection, at: number): void {
    this.noticeCut(connection, at);
    process.lastUseSecond[host] = wallSecond(this.world, at);
    if (!process.isDead(connection, at)) return;
    if (connection.dead !== DEAD_421) {
      process.status[host] = STATUS_BAD;
      process.text[host] = TEXT_RESET;
      this.store(process, host, at);
    }
    this.drop(process, connection, connection.deadAt);
    process.status[host] = STATUS_GOOD;
    process.text[host] = TEXT_BARE;
    process.origin[host] = ORIGIN_OWN;
  }

  /** An idle connection whose lifetime is over was cut meanwhile. */
  private noticeCut(connection: Connection, at: number): void {
    const host = this.world.hosts[connection.host];
    if (at < connection.openedAt + host.limitMs) return;
    const cutAt = host.cutAt(connection);
    if (cutAt > at || (connection.dead !== ALIVE && connection.deadAt <= cutAt)) return;
    const how = host.input.lifetime?.how;
    connection.dead = how === '421' || how === '421-at-boundary' ? DEAD_421 : DEAD_RESET;
    connection.deadAt = cutAt;
    connection.end = 'lifetime';
  }

  private isStale(process: DeliveryProcess, host: number, at: number): boolean {
    const timeout = process.settings.hostStatusTimeoutMs / 1000;
    return process.lastUseSecond[host] + timeout <= wallSecond(this.world, at);
  }

  private forgetIfStale(process: DeliveryProcess, host: number, at: number): void {
    if (!this.isStale(process, host, at)) return;
    process.lastUseSecond[host] = wallSecond(this.world, at);
    process.status[host] = STATUS_GOOD;
    process.text[host] = TEXT_BARE;
    process.origin[host] = ORIGIN_OWN;
  }
}
