/** A client that sends what it likes: no HTTP, half of a request, one byte after another. */
import { connect, type Socket } from 'node:net';
import { type Refused, refusalIn, type TestServer } from './test-server.ts';

/** Sends a text, and gives what comes back until the server closes the connection. */
export function exchange({ port }: TestServer, text: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    gather(socket, resolve);
  });
}

/** Sends a beginning, then a byte at a time, and gives what comes back until the server closes. */
export function trickle({ port }: TestServer, beginning: string, everyMs = 50): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(beginning));
    const timer = setInterval(() => socket.write('a'), everyMs);
    gather(socket, (text) => {
      clearInterval(timer);
      resolve(text);
    });
  });
}

/** One request, as its lines; the server is asked to close the connection then. */
export function request(
  server: TestServer,
  first: string,
  headers: readonly string[] = [],
  body = '',
): Promise<string> {
  const lines = [`${first} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`, 'Connection: close'];
  return exchange(server, [...lines, ...headers, '', body].join('\r\n'));
}

/** A refusal as it came over the wire. */
export function refusalOver(text: string): Refused {
  const [head, ...body] = text.split('\r\n\r\n');
  const [, status] = /^HTTP\/1\.1 (\d+) /.exec(head) ?? [];
  const [, retryAfter = null] = /^retry-after: (.*)$/im.exec(head) ?? [];
  return refusalIn(Number(status), retryAfter, body.join('\r\n\r\n'));
}

function gather(socket: Socket, done: (text: string) => void): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (piece) => {
    text += piece;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => done(text));
}
