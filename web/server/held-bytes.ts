/**
 * Bytes that the server holds for clients: bodies until they are answered, answers until they are
 * taken. One client's are half of all at most, and who does not take his answer is let go.
 */
import type { FastifyInstance } from 'fastify';
import { clientOf } from './client.ts';
import { beyond } from './failure.ts';
import { shareOf } from './fair-queue.ts';
import type { Limits } from './limits.ts';

/** What is no larger is not worth refusing: a refusal is no smaller. */
const SMALL_BYTES = 20_000;

export class HeldBytes {
  private readonly max: number;
  private readonly held = new Map<string, number>();
  private all = 0;

  constructor(limits: Limits) {
    this.max = limits['held-bytes'];
  }

  /** Gives how to let them go; throws a Failure where they are too many beside what is held. */
  hold(client: string, bytes: number): () => void {
    const own = this.held.get(client) ?? 0;
    // A single one may be larger: whoever holds nothing else gets it.
    const full =
      (own > 0 && own + bytes > shareOf(this.max)) || (this.all > 0 && this.all + bytes > this.max);
    if (full && bytes > SMALL_BYTES) {
      const what = 'Too much is sent and answered at one time.';
      throw beyond('busy', what, 'held-bytes', this.max, 5);
    }
    this.add(client, bytes);
    return () => this.add(client, -bytes);
  }

  private add(client: string, bytes: number): void {
    const own = (this.held.get(client) ?? 0) + bytes;
    this.all += bytes;
    if (own > 0) this.held.set(client, own);
    else this.held.delete(client);
  }
}

export function holdBytes(app: FastifyInstance, held: HeldBytes, limits: Limits): void {
  app.addHook('preParsing', async ({ headers, ip, routeOptions }, reply, payload) => {
    if (routeOptions.config.streamed) return payload;
    const max = limits['body-bytes'];
    const stated = headers['transfer-encoding'] ? max : Number(headers['content-length'] ?? 0);
    reply.raw.once('close', held.hold(clientOf(ip), Math.min(stated, max)));
    return payload;
  });
  app.addHook('onSend', async ({ ip, raw }, reply, payload) => {
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return;
    reply.raw.once('close', held.hold(clientOf(ip), payload.length));
    raw.socket.setTimeout(limits['request-seconds'] * 1000);
  });
}
