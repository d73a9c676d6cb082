/**
 * What Sendmail's log says of each message: its size, its tries; and of all tries their results.
 *
 * A delivery line carries xdelay; `stat=queued` at acceptance does not and is no try. A deferral
 * was attempted if the relay stands there with its address or a reply of the remote server is quoted;
 * a skipped one (host status) shows the name alone.
 */
export interface DeliveryLog {
  /** Queue ids in the order of acceptance. */
  readonly accepted: readonly { readonly id: string; readonly bytes: number }[];
  readonly tries: ReadonlyMap<string, number>;
  readonly stats: Readonly<Record<string, number>>;
  readonly deferrals: { readonly attempted: number; readonly skipped: number };
}

const ACCEPTED = /^(\w+): from=.*, size=(\d+), .*nrcpts=[1-9]/;
const DELIVERY = /^(\w+): to=.*, xdelay=.*, relay=([^,]*), dsn=.*?, stat=(.*)$/;

/** Reads the texts of log lines, without time and process. */
export function readDeliveryLog(lines: readonly string[]): DeliveryLog {
  const accepted: { id: string; bytes: number }[] = [];
  const tries = new Map<string, number>();
  const stats: Record<string, number> = {};
  const deferrals = { attempted: 0, skipped: 0 };
  for (const line of lines) {
    const arrival = ACCEPTED.exec(line);
    if (arrival !== null) accepted.push({ id: arrival[1], bytes: Number(arrival[2]) });
    const delivery = DELIVERY.exec(line);
    if (delivery === null) continue;
    const [, id, relay, stat] = delivery;
    tries.set(id, (tries.get(id) ?? 0) + 1);
    stats[stat] = (stats[stat] ?? 0) + 1;
    if (!stat.startsWith('Deferred')) continue;
    if (isAttempt(relay, stat)) deferrals.attempted++;
    else deferrals.skipped++;
  }
  return { accepted, tries, stats, deferrals };
}

function isAttempt(relay: string, stat: string): boolean {
  return / \[[\d.:a-fA-F]+\]$/.test(relay) || /^Deferred: \d{3} /.test(stat);
}
