/**
 * Records one case: server, log and daemon are started, mail is sent, and what was seen is written
 * down in the form of the recordings (docs/validation.md), with times from the first acceptance.
 *
 *   1. the server listens        2. Sendmail starts        3. mail is sent as planned
 *   4. all is delivered, or time is up        5. the daemon ends; log and connections are read
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDeliveryLog } from './delivery-log.ts';
import { inject } from './injector.ts';
import type { RecordingPlan } from './recording-plan.ts';
import { ScriptedServer } from './scripted-server.ts';
import type { Ports } from './sendmail-configuration.ts';
import { SendmailDaemon } from './sendmail-daemon.ts';
import type { SeenConnection } from './smtp-session.ts';
import { type LogLine, SystemLog } from './system-log.ts';
import { plannedMessages } from './traffic.ts';

const PORTS: Ports = { gateway: 2526, server: 2525 };
/** The server listens this long before the daemon starts, ms; as in the first recordings. */
const SERVER_LEAD_MS = 320;
/** From the daemon's first log line to the first message, ms; as in the first recordings. */
const DAEMON_LEAD_MS = 1280;
/** How long Sendmail may take to say that it has started, ms. */
const START_LIMIT_MS = 10_000;
/** How long nothing may be open after the last delivery before the daemon is stopped, ms. */
const QUIET_MS = 1300;

export interface Recorded {
  readonly result: Readonly<Record<string, unknown>>;
  readonly seen: Observed;
  readonly log: readonly LogLine[];
}

/** Records `plan`; `folder` is empty and for this case alone. Throws if Sendmail does not start. */
export async function record(
  plan: RecordingPlan,
  folder: string,
  ports: Ports = PORTS,
): Promise<Recorded> {
  const messages = plannedMessages(plan.traffic);
  const arrivals: number[] = [];
  const acceptances = new Map<number, number>();
  const log = new SystemLog();
  await log.listen(`${folder}/log`);
  const server = new ScriptedServer(
    plan.sink,
    plan.route.flatMap(({ addresses }) => addresses),
    ports.server,
    (message, at) => {
      if (!acceptances.has(message)) acceptances.set(message, at);
    },
  );
  await server.start();
  await sleep(SERVER_LEAD_MS);
  const daemon = new SendmailDaemon(plan, folder, ports);
  try {
    const daemonStartedAt = await startOf(log);
    await sleep(DAEMON_LEAD_MS);
    const { sessions = 1 } = plan.traffic;
    const timeLimit = Date.now() + plan.atMostMs;
    const sending = Array.from({ length: sessions }, (_, session) =>
      inject(
        messages.filter(({ number }) => number % sessions === session),
        ports.gateway,
        (message, at) => {
          arrivals[message] = at;
        },
      ),
    );
    await Promise.all(sending);
    await delivered(
      () => acceptances.size === messages.length && server.openConnections === 0,
      timeLimit,
    );
    const endedAt = Date.now();
    const connections = server.connections().map((seen) => ({ ...seen }));
    await daemon.stop();
    const seen = {
      arrivals,
      acceptances: new Map([...acceptances].filter(([, at]) => at <= endedAt)),
      connections,
      log: log.lines.filter(({ at }) => at <= endedAt),
      daemonStartedAt,
      serverStartedAt: server.startedAt,
      endedAt,
    };
    return { result: recordingOf(plan, seen), seen, log: log.lines };
  } finally {
    await daemon.stop();
    await server.stop();
    log.close();
  }
}

/** Queue runs are timed from the moment at which Sendmail says that it starts. */
async function startOf(log: SystemLog): Promise<number> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit) {
    const line = log.lines.find(({ text }) => text.startsWith('starting daemon'));
    if (line !== undefined) return line.at;
    await sleep(5);
  }
  throw new Error('Sendmail did not start');
}

/** Waits until all is quiet for a while, or the limit has passed. */
async function delivered(isDone: () => boolean, limit: number): Promise<void> {
  let quietSince = Number.POSITIVE_INFINITY;
  while (Date.now() < limit && Date.now() - quietSince < QUIET_MS) {
    await sleep(20);
    quietSince = isDone() ? Math.min(quietSince, Date.now()) : Number.POSITIVE_INFINITY;
  }
}

/** What was seen until the daemon was stopped. Wall clock, ms. */
export interface Observed {
  readonly arrivals: readonly number[];
  readonly acceptances: ReadonlyMap<number, number>;
  readonly connections: readonly SeenConnection[];
  readonly log: readonly LogLine[];
  readonly daemonStartedAt: number;
  readonly serverStartedAt: number;
  readonly endedAt: number;
}

function recordingOf(plan: RecordingPlan, seen: Observed): Record<string, unknown> {
  const zero = seen.arrivals[0];
  const log = readDeliveryLog(seen.log.map(({ text }) => text));
  return {
    name: plan.name,
    what: plan.what,
    timeZeroEpochMs: zero,
    daemonStartedMs: seen.daemonStartedAt - zero,
    sinkStartedMs: seen.serverStartedAt - zero,
    endMs: seen.endedAt - zero,
    route: plan.route,
    // Debian builds with HASFLOCK; Sendmail's own Linux default is fcntl.
    lockStyle: 'flock',
    sendmail: plan.sendmail,
    sink: plan.sink,
    stats: log.stats,
    deferrals: log.deferrals,
    connections: seen.connections.map((connection) => connectionOf(connection, zero)),
    messages: seen.arrivals.map((at, k) => ({
      k,
      arrivalMs: at - zero,
      acceptedMs: (seen.acceptances.get(k) ?? Number.NaN) - zero,
      tries: log.tries.get(log.accepted[k]?.id ?? '') ?? 0,
      bytes: log.accepted[k]?.bytes,
    })),
  };
}

/** One that was turned away at its greeting has neither a close nor messages in a recording. */
function connectionOf(seen: SeenConnection, zero: number): Record<string, unknown> {
  const { id, host, ended } = seen;
  const opened = { id, host, openMs: seen.openedAt - zero, ...(ended === null ? {} : { ended }) };
  if (ended?.startsWith('greet') || ended === 'resetOnConnect') return opened;
  const closed = seen.closedAt === null ? {} : { closeMs: seen.closedAt - zero };
  return { ...opened, ...closed, accepted: seen.accepted };
}

/** Writes a recording; undelivered messages have `acceptedMs` null (JSON has no NaN). */
export function writeRecording(folder: string, { result }: Recorded): void {
  writeFileSync(`${folder}/${result.name}.result.json`, `${JSON.stringify(result, null, 2)}\n`);
}
