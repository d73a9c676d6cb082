/**
 * The remote server of a recording: a scripted SMTP server on each address of the route.
 *
 * The running number of a connection goes over all addresses. A refusal is a listener
 * closed for a window of time; an address that the script does not list never listens.
 */
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerScript } from './recording-plan.ts';
import { type SeenConnection, type ServerState, SmtpSession } from './smtp-session.ts';

export class ScriptedServer {
  private readonly state: ServerState;
  private readonly sessions: SmtpSession[] = [];
  private readonly listeners: { readonly host: string; server: Server | null }[];
  private readonly port: number;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    script: ServerScript,
    addresses: readonly string[],
    port: number,
    onAccepted: ServerState['onAccepted'],
  ) {
    this.port = port;
    this.state = {
      script,
      startedAt: Date.now(),
      onAccepted,
      firstNamedMs: new Map(),
    };
    this.listeners = (script.hosts ?? addresses).map((host) => ({ host, server: null }));
  }

  get startedAt(): number {
    return this.state.startedAt;
  }

  /** Listens on every address, and plans the refusals. Rejects if a port is taken. */
  async start(): Promise<void> {
    for (const listener of this.listeners) {
      const refusals = (this.state.script.faults ?? []).filter(
        ({ kind, host }) => kind === 'refuse' && (host === undefined || host === listener.host),
      );
      for (const { fromMs = 0, toMs } of refusals) {
        this.at(fromMs, () => this.silence(listener));
        if (toMs !== undefined) this.at(toMs, () => void this.listen(listener));
      }
      if (!refusals.some(({ fromMs = 0 }) => fromMs <= 0)) await this.listen(listener);
    }
  }

  connections(): SeenConnection[] {
    return this.sessions.map(({ seen }) => seen);
  }

  get openConnections(): number {
    return this.sessions.filter(({ isOpen }) => isOpen).length;
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    for (const listener of this.listeners) this.silence(listener);
    // Sessions whose client is gone close by themselves; the process ends with the recording.
    await sleep(10);
  }

  private listen(listener: { readonly host: string; server: Server | null }): Promise<void> {
    const server = createServer((socket) => {
      this.sessions.push(
        new SmtpSession(socket, this.sessions.length + 1, listener.host, this.state),
      );
    });
    listener.server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, listener.host, resolve);
    });
  }

  private silence(listener: { server: Server | null }): void {
    listener.server?.close();
    listener.server = null;
  }

  private at(sinceStartMs: number, action: () => void): void {
    const delay = Math.max(0, this.state.startedAt + sinceStartMs - Date.now());
    this.timers.push(setTimeout(action, delay));
  }
}
