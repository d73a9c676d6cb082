/** Bytes that the server holds for clients, and that it lets go. */

import { type AddressInfo, connect, type Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heldBytes, holdBytes } from '../../../web/server/arrival.ts';
import { limitsWith } from '../../../web/server/limits.ts';
import { tellRefusals } from '../../../web/server/replies.ts';
import { getFrom } from './test-server.ts';

describe('bytes that are held', () => {
  it('are half of all at most for one client, and all of them for all', () => {
    const hold = heldBytes(limitsWith(['held-bytes=1000000']));
    const first = hold('a', 300_000);
    expect(() => hold('a', 300_000)).toThrow(/held-bytes=N/);
    hold('b', 500_000);
    expect(() => hold('c', 300_000)).toThrow(/held-bytes=N/);
    // A refusal is always let through.
    hold('a', 500)();
    first();
    // Once is enough.
    first();
    hold('c', 300_000);
    expect(() => hold('c', 300_000)).toThrow(/held-bytes=N/);
  });
});

describe('a client that does not take its answers', () => {
  /** More than the system takes from the server before anybody reads it. */
  const LARGE = 24_990_000;
  /** Larger than what is always answered; beside two large ones it is more than a client's share. */
  const MORE = 30_000;
  let app: FastifyInstance;
  const sockets: Socket[] = [];
  let port: number;
  beforeEach(async () => {
    const limits = limitsWith(['request-seconds=2', 'held-bytes=100000000', 'body-bytes=30000000']);
    app = Fastify({ forceCloseConnections: true, bodyLimit: limits['body-bytes'] });
    tellRefusals(app, limits);
    holdBytes(app, heldBytes(limits), limits);
    app.get('/large', () => 'x'.repeat(LARGE));
    app.get('/more', () => 'x'.repeat(MORE));
    app.post('/taken', () => 'taken');
    await app.listen({ port: 0, host: '127.0.0.1' });
    port = (app.server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await app.close();
  });

  /** Sends a request, and reads nothing. */
  function sendOnly(text: string): void {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined).pause();
    socket.write(text);
  }

  const more = async () => (await getFrom({ port }, '127.0.0.1', '/more')).status;

  async function untilLetGo(): Promise<void> {
    while ((await more()) !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  it('has no more than its share of them, others have theirs, and it is let go', async () => {
    // Again and again: on a busy machine the first may be let go before the last is answered.
    do for (let i = 0; i < 10; i++) sendOnly('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
    while ((await more()) !== 503);
    const other = await getFrom({ port }, '127.0.0.2', '/large');
    expect([other.status, other.text.length]).toEqual([200, LARGE]);
    await untilLetGo();
  });

  it('is held to it by what it says that it is going to send, too', async () => {
    const type = 'Host: localhost\r\nContent-Type: application/json\r\n';
    for (let i = 0; i < 3; i++) {
      sendOnly(`POST /taken HTTP/1.1\r\n${type}Content-Length: ${LARGE}\r\n\r\n{`);
    }
    // The server hears of them a moment later.
    while ((await more()) !== 503) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await getFrom({ port }, '127.0.0.2', '/large')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await untilLetGo();
  });
});
