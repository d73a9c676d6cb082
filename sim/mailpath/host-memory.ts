/**
 * A process's dealings with its memory of hosts, its connection cache and the shared table.
 *
 * Source: Sendmail 8.17.1, mci.c: `lookupHost` is mci_get, `scan` is mci_scan, `cacheConnection` is
 * mci_cache, `quit` is mci_uncache and smtpquit, `endProcess` is mci_flush, `storeStatus` is
 * mci_unlock_host. Units: milliseconds; host-status times in whole seconds.
 *
 * What a process believes of a host, and how that changes (status, with what it knows of a
 * connection):
 *
 *   unknown -- first reference: the shared file is read (mci_load_persistent) --> good or bad
 *           -- first reference, the file is locked by a writer ----------------> bad for this message
 *   good ----- an ending that marks (faults.ts) -------------------------------> bad, or unavailable
 *   bad ------ Timeout.hoststatus has passed since the last use ---------------> good
 *   bad ------ its open connection has a message accepted ---------------------> good
 *   any ------ a probe finds its open connection gone --> the FILE is bad, the process good: it forgives
 *
 * A connection that is open wins over a bad status: deliver looks at mci_exitstat only where it
 * would have to connect. Both die with the process; what outlives it is the file
 * (host-status-table.ts).
 */
import { ALIVE, type Connection, DEAD_421, DEAD_RESET, STATE_OPEN } from './connection.ts';
import { type DeliveryProcess, ORIGIN_LOCK, ORIGIN_TABLE } from './delivery-process.ts';
import type { Ending, EndingRow } from './faults.ts';
import {
  SKIP_TEXTS,
  STATUS_BAD,
  STATUS_GOOD,
  STATUS_UNAVAILABLE,
  TEXT_RESET,
} from './host-status-table.ts';
import { type World, wallSecond } from './world.ts';

/**
 * Looks a host up before a delivery. Returns the time at which the answer is known: later than `at`
 * if a connection had to be closed or probed. The answer is in the process's memory.
 *
 * The steps are in mci_get's order, which matters: a connection that carried its number is closed
 * (and the table written) before the memory is looked at, so that the host is then good and
 * connected to anew, and only what has no connection can be stale.
 */
export function lookupHost(world: World, process: DeliveryProcess, at: number): number {
  const { host } = process;
  // mci_get begins with mci_scan(NULL), whatever the host: the look-up for one host closes the idle
  // connections of others. Without slots there is nothing to scan.
  let now = process.slotsUsed > 0 ? scan(world, process, at) : at;
  // Once for each host: mci_get loads the file only while mci_host is not set. A process that read
  // it before a mark was written never sees the mark; one that read a mark keeps it though the file
  // is cleared meanwhile. That is why clearing the table helps only processes that start
  // afterwards.
  if (process.known[host] === 0) {
    process.known[host] = 1;
    if (!loadStatus(world, process, now)) {
      // This message alone sees a bad host: the memory, never filled, is stale for the next one.
      process.status[host] = STATUS_BAD;
      process.origin[host] = ORIGIN_LOCK;
      process.lastUseSecond[host] = Number.NEGATIVE_INFINITY;
      return now;
    }
  }
  // Only MCIS_OPEN is probed. A connection on which MAIL was refused stands in MCIS_MAIL and is
  // left to the RSET of smtpinit, which is part of the next attempt. Probing it here would forgive
  // a connection lost after a refusal, where the recordings show a failed attempt (k9, f15, f17).
  const open = process.connection[host];
  if (open !== null && open.state === STATE_OPEN) {
    now += world.hosts[host].input.roundTripMs;
    probe(world, process, open, now);
  }
  // mci_get looks at the age only in state closed: an open connection needs no belief about the
  // host.
  if (process.connection[host] === null) forgetIfStale(world, process, now);
  return now;
}

/**
 * RSET within an attempt, answered at `at`: the transaction of a message that was refused is over.
 * Returns how the connection turned out to be lost, or null if it was not.
 *
 * smtprset: any answer will do but none (reply() marks the host, EX_TEMPFAIL 4.4.2) and 421 (the
 * status becomes EX_TEMPFAIL 4.5.0 if it was EX_OK). Here only the fact is found; the row of the
 * ending that is returned says what it does (faults.ts), since it fails the attempt that it is a
 * part of.
 */
export function resetConnection(world: World, process: DeliveryProcess, at: number): Ending | null {
  const connection = process.connected;
  noticeCut(world, connection, at);
  if (process.isDead(connection, at)) {
    return connection.dead === DEAD_421 ? 'rset-421' : 'rset-reset';
  }
  // reply() sets mci_lastuse as it reads any reply, whatever the reply says.
  process.lastUseSecond[connection.host] = wallSecond(world, at);
  connection.state = STATE_OPEN;
  return null;
}

/**
 * True if a look now would find the host bad without reading the table or probing anything. Nothing
 * is written and no time passes: what bulk skips may rely on (queue-runner.ts).
 */
export function isKnownBad(
  world: World,
  process: DeliveryProcess,
  host: number,
  at: number,
): boolean {
  return (
    process.known[host] === 1 &&
    process.connection[host] === null &&
    process.status[host] === STATUS_BAD &&
    !isStale(world, process, host, at)
  );
}

/**
 * Puts a host whose connection was just opened into a cache slot; may close another's.
 *
 * deliver does so right after the TCP connection, before the greeting: a host that then refuses in
 * its greeting holds a slot all the same, which is how its mark comes to be written at the exit.
 */
export function cacheConnection(world: World, process: DeliveryProcess, at: number): void {
  const { host, slots } = process;
  const size = Math.min(slots.length, Math.max(1, process.settings.connectionCacheSize));
  // mci_scan returns a slot that is empty or whose connection is closed, the last of them, or else
  // the one used longest ago. A model that kept dead hosts in slots of their own would evict live
  // connections less often than Sendmail does where a route has more names than the cache has
  // slots.
  let best = -1;
  for (let i = 0; i < size; i++) {
    // MCIF_CACHED: it has a slot from an earlier connection of this process.
    if (slots[i] === host) return;
    if (slots[i] < 0 || process.connection[slots[i]] === null) best = i;
  }
  if (best < 0) {
    // Whole seconds, and "less than": of several used in the same second the first slot goes.
    best = 0;
    for (let i = 1; i < size; i++) {
      if (process.lastUseSecond[slots[i]] < process.lastUseSecond[slots[best]]) best = i;
    }
    quit(world, process, slots[best], at);
  } else if (slots[best] >= 0) {
    // A dead host that still has the slot is written once more as it leaves it.
    storeStatus(world, process, slots[best], at);
  }
  slots[best] = host;
  process.slotsUsed = size;
}

/**
 * The process ends: every host in a slot is written to the table, open connections get QUIT.
 *
 * finis: mci_flush(true), which calls mci_uncache for each slot, and that mci_unlock_host, which
 * writes the file, whether the connection is open or long closed. So a process that failed at its
 * beginning writes its old mark once more at its end, over whatever others have written since, with
 * the second of its own last use.
 */
export function endProcess(world: World, process: DeliveryProcess, at: number): void {
  const { slots } = process;
  for (let i = 0; i < process.slotsUsed; i++) {
    const host = slots[i];
    if (host < 0) continue;
    if (process.connection[host] !== null) quit(world, process, host, at);
    else storeStatus(world, process, host, at);
  }
  world.observer?.processEnded?.(process.id, at);
  world.processes.end(process);
}

/**
 * Writes what the process remembers of a host into the shared table.
 *
 * mci_unlock_host: the file is locked without waiting (LOCK_EX, LOCK_NB); if it is not to be had,
 * the write is left out without a word. What is written is the memory of this moment, good or bad,
 * so that any orderly close erases a mark.
 */
export function storeStatus(
  world: World,
  process: DeliveryProcess,
  host: number,
  at: number,
): void {
  const { gateway, settings } = process;
  if (!settings.hostStatus) return;
  // The mark ends at the last use plus the timeout, in whole seconds of the wall clock (the U
  // line), not at the moment of writing plus the timeout: a mark that is written late is short.
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
  if (!written) world.measures.totals.lostWrites++;
  else world.observer?.stored?.(gateway.index, host, at, process.status[host] !== STATUS_GOOD);
}

/**
 * What an attempt taught the process about the host (faults.ts).
 *
 * The time of use is that of the last reply, or of the failed connect (deliver: mci_lastuse),
 * whatever the ending: `unchanged` leaves the status alone but makes it younger, as Sendmail does.
 */
export function noteEnding(
  world: World,
  process: DeliveryProcess,
  row: EndingRow,
  at: number,
): void {
  const { host } = process;
  process.lastUseSecond[host] = wallSecond(world, at);
  // EX_NOTSTICKY: mci_setstat leaves mci_exitstat as it is.
  if (row.memory === 'unchanged') return;
  process.forgive(host);
  if (row.memory === 'good') return;
  process.status[host] = row.memory === 'bad' ? STATUS_BAD : STATUS_UNAVAILABLE;
  process.text[host] = SKIP_TEXTS.indexOf(row.skipText);
}

/**
 * Ends a connection on both sides; `at` is when the remote server sees it end.
 *
 * The time differs from the process's own where the server ended it earlier: ages and limits of
 * connections are the server's, what the process knows of them comes later.
 */
export function dropConnection(
  world: World,
  process: DeliveryProcess,
  connection: Connection,
  at: number,
): void {
  const host = world.hosts[connection.host];
  process.connection[connection.host] = null;
  host.connectionClosed(connection.gateway);
  world.measures.connectionClosed(connection, at);
  world.observer?.closed?.(connection, at);
  world.connections.close(connection);
}

/** Closes a host's connection with QUIT: the table is written first, with today's memory. */
function quit(world: World, process: DeliveryProcess, host: number, at: number): void {
  const connection = process.connection[host];
  if (connection === null) return;
  storeStatus(world, process, host, at);
  noticeCut(world, connection, at);
  if (process.isDead(connection, at)) {
    dropConnection(world, process, connection, connection.deadAt);
  } else {
    // A fault that would have ended it later never came to pass.
    connection.end = 'quit';
    connection.fault = '';
    dropConnection(world, process, connection, at);
  }
}

/**
 * Closes connections that are idle too long, too old, or have carried all they may.
 *
 * mci_scan: idle for ConnectionCacheTimeout, or mci_deliveries + 1 >= m=. The count starts at 0
 * with the connect and rises with each reuse, so that m= means exactly that many messages, and the
 * QUIT goes out as the next message begins: the last message of a list leaves its connection open
 * until the exit. The limit of age is none of Sendmail's: it is the what-if of a cap on age in
 * place of a count.
 */
function scan(world: World, process: DeliveryProcess, at: number): number {
  const { settings, slots } = process;
  let now = at;
  for (let i = 0; i < process.slotsUsed; i++) {
    const host = slots[i];
    if (host < 0) continue;
    const connection = process.connection[host];
    if (connection === null) continue;
    // curtime() has whole seconds on both sides; fractions would close connections a second off.
    const idleSeconds = wallSecond(world, now) - process.lastUseSecond[host];
    if (
      connection.messagesStarted >= settings.messagesPerConnection ||
      idleSeconds * 1000 >= settings.connectionCacheTimeoutMs ||
      now - connection.openedAt >= settings.connectionAgeMs
    ) {
      quit(world, process, host, now);
      slots[i] = -1;
      // QUIT waits for its answer.
      now += world.hosts[host].input.roundTripMs;
    }
  }
  return now;
}

/**
 * Reads the shared table; false if another process is writing the host's file.
 *
 * mci_load_persistent: a shared lock, not waited for. Nothing is read with host status off, in a
 * limited run (IgnoreHostStatus: queue.c, run_work_group) or where there is no file.
 */
function loadStatus(world: World, process: DeliveryProcess, at: number): boolean {
  const { host, gateway, settings } = process;
  if (!settings.hostStatus) return true;
  // Reading is left out, not writing: such a run still marks and clears for others.
  if (process.run?.limited) return true;
  const { table } = gateway;
  if (table.exists[host] === 0) return true;
  if (!table.lockToRead(host, process.id, at, world.input.costs.statusLockMs)) return false;
  process.status[host] = table.status[host];
  process.text[host] = table.text[host];
  process.lastUseSecond[host] = table.lastUseSecond[host];
  process.origin[host] = ORIGIN_TABLE;
  return true;
}

/**
 * RSET on an open connection. A reset or an end of file marks the table at once, though the process
 * itself forgives and reconnects; a 421 harms nobody.
 *
 * smtpprobe sends RSET; reply() takes a lost connection for EX_TEMPFAIL and closes it, whereby
 * endmailer writes the file; mci_get then resets its own status to EX_OK ("reset the stored state
 * in the event of a timeout"). A 421 is answered with QUIT, whose own error closes the connection
 * without endmailer: the file is not written. Were the process as unforgiving as the file, each cut
 * between two messages would cost the rest of its list; the recordings f2 show that it does not.
 */
function probe(world: World, process: DeliveryProcess, connection: Connection, at: number): void {
  const { host } = process;
  noticeCut(world, connection, at);
  process.lastUseSecond[host] = wallSecond(world, at);
  if (!process.isDead(connection, at)) return;
  if (connection.dead !== DEAD_421) {
    process.status[host] = STATUS_BAD;
    process.text[host] = TEXT_RESET;
    storeStatus(world, process, host, at);
  }
  dropConnection(world, process, connection, connection.deadAt);
  process.forgive(host);
}

/**
 * An idle connection whose lifetime is over was cut meanwhile. The cut is worked out only here,
 * when somebody looks: a connection that idles needs no event.
 */
function noticeCut(world: World, connection: Connection, at: number): void {
  const host = world.hosts[connection.host];
  if (at < connection.openedAt + host.limitMs) return;
  const cutAt = host.cutAt(connection);
  // A fault that ended it before its lifetime came first: that is what the client will find.
  if (cutAt > at || (connection.dead !== ALIVE && connection.deadAt <= cutAt)) return;
  const how = host.input.lifetime?.how;
  connection.dead = how === '421' || how === '421-at-boundary' ? DEAD_421 : DEAD_RESET;
  connection.deadAt = cutAt;
  connection.end = 'lifetime';
}

/**
 * mci_get: mci_lastuse + MciInfoTimeout <= now, in seconds. Kept in seconds since a mark set at
 * 12:00:00.9 is gone at 12:30:00.0: over the short marks of recordings that is percents.
 */
function isStale(world: World, process: DeliveryProcess, host: number, at: number): boolean {
  const timeout = process.settings.hostStatusTimeoutMs / 1000;
  return process.lastUseSecond[host] + timeout <= wallSecond(world, at);
}

function forgetIfStale(world: World, process: DeliveryProcess, at: number): void {
  const { host } = process;
  if (!isStale(world, process, host, at)) return;
  process.lastUseSecond[host] = wallSecond(world, at);
  process.forgive(host);
}
