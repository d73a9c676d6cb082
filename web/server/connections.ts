/**
 * Connections: so many are open at one time, half of them one client's at most. Those beyond are
 * taken as far as needed to say why they are closed, and a client that goes on gets no answer at all.
 *
 * A client that has been answered “too many requests” as often as its limit of a minute is not served
 * any more until the minute is over: its connections are closed as they come.
 *
 * Where all are taken, the client that has most gives one up that it does not use: whoever comes
 * with fewer is let in.
 */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { clientOf } from './client.ts';
import { beyond } from './failure.ts';
import { shareOf } from './fair-queue.ts';
import type { Limits } from './limits.ts';
import type { PerMinute } from './rates.ts';

/** Connections beyond the limit that get an answer saying so: of one client, and in all. */
const MAX_ANSWERED_EACH = 10;
const MAX_ANSWERED = 100;

/** `requests`: of each client in this minute. */
export function limitConnections(app: FastifyInstance, limits: Limits, requests: PerMinute): void {
  const connections = new Connections(limits.connections);
  const deaf = 2 * limits['requests-per-minute'];
  app.server.on('connection', (socket) => {
    if (requests.of(clientOf(socket.remoteAddress)) >= deaf) socket.destroy();
    else connections.opened(socket);
  });
  app.addHook('onRequest', async ({ raw: { socket } }, reply) => {
    connections.used(socket);
    if (!connections.isSurplus(socket)) return;
    reply.header('connection', 'close');
    const what = 'Too many connections are open.';
    throw beyond('busy', what, 'connections', limits.connections, 5);
  });
  app.addHook('onResponse', async ({ raw: { socket } }) => connections.unused(socket));
}

class Connections {
  private readonly max: number;
  /** Of each client, the oldest first. */
  private readonly open = new Map<string, Set<Socket>>();
  /** Those with a request that has no reply yet. */
  private readonly inUse = new WeakSet<Socket>();
  private readonly surplus = new WeakSet<Socket>();
  private count = 0;

  constructor(max: number) {
    this.max = max;
  }

  opened(socket: Socket): void {
    const client = clientOf(socket.remoteAddress);
    const own = this.open.get(client) ?? new Set();
    this.open.set(client, own.add(socket));
    this.count++;
    socket.once('close', () => {
      own.delete(socket);
      if (own.size === 0) this.open.delete(client);
      this.count--;
    });
    const share = shareOf(this.max);
    if (own.size > share + MAX_ANSWERED_EACH || this.count > this.max + MAX_ANSWERED)
      socket.destroy();
    else if (own.size > share) this.surplus.add(socket);
    else if (this.count > this.max && !this.makeRoom(own.size)) this.surplus.add(socket);
  }

  used(socket: Socket): void {
    this.inUse.add(socket);
  }

  unused(socket: Socket): void {
    this.inUse.delete(socket);
  }

  isSurplus(socket: Socket): boolean {
    return this.surplus.has(socket);
  }

  /** Closes a connection of the client that has most, if that is more than `than`. */
  private makeRoom(than: number): boolean {
    let max: Set<Socket> = new Set();
    for (const own of this.open.values()) if (own.size > max.size) max = own;
    if (max.size <= than) return false;
    for (const socket of max) {
      if (this.inUse.has(socket)) continue;
      socket.destroy();
      return true;
    }
    return false;
  }
}
