/**
 * What the remote server saw, as the truth that a diagnosis of the log is held against.
 *
 * Times in ms from the first acceptance by the gateway, whose wall clock is `epochMs` (UTC). A
 * bounce (from=<>) is on a connection's count but is none of the `messages`, which are those sent.
 */
import { readDeliveryLog } from '../../test/validation/recording/delivery-log.ts';
import type { Recorded } from '../../test/validation/recording/recording.ts';
import type { SeenConnection } from '../../test/validation/recording/smtp-session.ts';
import type { LabCase } from './lab-case.ts';

const SENDMAIL = '8.17.1';

export type Truth = ReturnType<typeof truthOf>;

export function truthOf(lab: LabCase, { seen, log }: Recorded) {
  const { plan, keptFromMs = null } = lab;
  const zero = seen.arrivals[0];
  const delays = [...seen.acceptances]
    .map(([message, at]) => at - seen.arrivals[message])
    .sort((a, b) => a - b);
  const logged = readDeliveryLog(log.map(({ text }) => text));
  return {
    name: plan.name,
    sendmailVersion: SENDMAIL,
    epochMs: zero,
    keptFromMs,
    daemonStartedMs: seen.daemonStartedAt - zero,
    sinkStartedMs: seen.serverStartedAt - zero,
    endMs: seen.endedAt - zero,
    route: plan.route,
    sendmail: plan.sendmail,
    sink: plan.sink,
    messages: { sent: seen.arrivals.length, delivered: delays.length },
    delayMs: {
      mean: Math.round(delays.reduce((sum, delay) => sum + delay, 0) / delays.length),
      p50: quantile(delays, 0.5),
      p90: quantile(delays, 0.9),
      max: quantile(delays, 1),
    },
    deferrals: logged.deferrals,
    stats: withoutParticulars(logged.stats),
    connections: seen.connections.map((connection) => connectionOf(connection, zero)),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** `Sent (...)` differs for each message. */
function withoutParticulars(stats: Readonly<Record<string, number>>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [stat, count] of Object.entries(stats)) {
    const text = stat.replace(/^Sent \(.*$/, 'Sent');
    counts[text] = (counts[text] ?? 0) + count;
  }
  return counts;
}

function connectionOf(seen: SeenConnection, zero: number) {
  return {
    host: seen.host,
    openMs: seen.openedAt - zero,
    /** Null: open when the daemon was stopped. */
    closeMs: seen.closedAt === null ? null : seen.closedAt - zero,
    accepted: seen.accepted,
    /** `quit` by the gateway, `reset` or `421` at the lifetime, or the fault that ended it. */
    ended: seen.ended === 'cap' ? 'reset' : (seen.ended ?? 'quit'),
  };
}

/** JSON with a connection a line: there are hundreds. */
export function truthText(truth: Truth): string {
  const { connections, ...rest } = truth;
  const lines = connections.map((one) => `    ${JSON.stringify(one)}`);
  const head = JSON.stringify(rest, null, 2).replace(/\n}$/, '');
  return `${head},\n  "connections": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
