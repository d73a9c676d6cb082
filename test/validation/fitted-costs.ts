/**
 * The costs of the recordings' machine, found from the recordings themselves.
 *
 * Connections that overlap in time are taken together (parallel runners), since a recording does
 * not say which of them carried which message; groups with a cut or a refusal are left out.
 * Units: milliseconds.
 */
import { EMPTY_PASS_SLEEP_MS } from '../../sim/mailpath/queue-runner.ts';
import type { RecordedCase } from './recorded-case.ts';

interface Group {
  readonly fromMs: number;
  readonly toMs: number;
  /** Connections in it, and their durations added up. */
  readonly connections: number;
  readonly durationMs: number;
  readonly accepted: number;
  readonly whole: boolean;
}

/**
 * A message's whole overhead in one case: the time that its connections were open, beyond the
 * server's waits and `perConnectionMs`, by message. Null if no group of connections can tell.
 */
export function overheadOf(recorded: RecordedCase, perConnectionMs: number): number | null {
  const { sink, messages } = recorded;
  let spentMs = 0;
  let count = 0;
  for (const group of groupsOf(recorded)) {
    if (!group.whole) continue;
    const carried = messages.filter(
      ({ acceptedMs }) =>
        acceptedMs !== null && acceptedMs > group.fromMs && acceptedMs <= group.toMs,
    );
    if (carried.length !== group.accepted) continue;
    const waits = carried.reduce(
      (sum, { bytes }) =>
        sum + (sink.serviceMs ?? (sink.latencyMs ?? 0) + (bytes ?? 0) / (sink.bytesPerMs ?? 1)),
      0,
    );
    spentMs += group.durationMs - waits - perConnectionMs * group.connections;
    count += carried.length;
  }
  return count < 5 ? null : spentMs / count;
}

function groupsOf({ connections }: RecordedCase): Group[] {
  const groups: Group[] = [];
  const sorted = [...connections].sort((a, b) => a.openMs - b.openMs);
  for (const { openMs, closeMs, accepted, ended } of sorted) {
    const last = groups.at(-1);
    const toMs = closeMs ?? openMs;
    const joins = last !== undefined && openMs <= last.toMs;
    const base = joins
      ? last
      : { fromMs: openMs, toMs: openMs, connections: 0, durationMs: 0, accepted: 0, whole: true };
    const group: Group = {
      fromMs: base.fromMs,
      toMs: Math.max(base.toMs, toMs),
      connections: base.connections + 1,
      durationMs: base.durationMs + (toMs - openMs),
      accepted: base.accepted + (accepted ?? 0),
      whole: base.whole && ended === undefined && closeMs !== undefined,
    };
    if (joins) groups[groups.length - 1] = group;
    else groups.push(group);
  }
  return groups;
}

/**
 * From the ends of a persistent group's sleeps to the connections that followed: one figure for each
 * pass with mail after another one. Empty for cases with other queue runs, several runners or cuts.
 */
export function passStartsOf({ sendmail, sink, connections }: RecordedCase): number[] {
  const { runnersPerQueue, queueInterval, persistent, minQueueAge } = sendmail;
  const plain = persistent && runnersPerQueue === 1 && minQueueAge === '0';
  if (!plain || (sink.faults ?? []).length > 0) return [];
  const sleepMs = Number.parseInt(queueInterval, 10) * 1000;
  return connections.slice(1).map(({ openMs }, i) => {
    const closeMs = connections[i].closeMs ?? Number.NaN;
    return (openMs - closeMs - sleepMs) % EMPTY_PASS_SLEEP_MS;
  });
}

/** From the tick of its queue run to the first connection of a queue-only case. */
export function runStartOf({
  daemonStartedMs,
  sendmail,
  connections,
}: RecordedCase): number | null {
  if (sendmail.persistent || sendmail.deliveryMode !== 'queueonly') return null;
  const interval = Number.parseInt(sendmail.queueInterval, 10) * 1000;
  const first = connections[0]?.openMs;
  if (first === undefined) return null;
  return (first - daemonStartedMs) % interval;
}
