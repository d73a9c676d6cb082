/**
 * The syslog socket that Sendmail writes to, and its lines with the ms in which they came.
 *
 * A stream socket: the C library tries a datagram socket first, which Node cannot open, and falls
 * back to a stream; there each message ends with a NUL. Shared by the daemon and its children.
 */
import { createServer, type Server } from 'node:net';

export interface LogLine {
  /** Wall clock, ms. */
  readonly at: number;
  /** `Nov 24 04:15:50`, as the C library stamped it. */
  readonly stamp: string;
  readonly pid: number;
  readonly text: string;
}

/** `<22>Nov 24 04:15:50 sendmail[123]: text` */
const MESSAGE = /^<\d+>(\w{3} [ \d]\d [\d:]{8}) [^[]*\[(\d+)\]: (.*)$/s;

export class SystemLog {
  readonly lines: LogLine[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((socket) => {
      let rest = '';
      socket.setEncoding('utf8');
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk: string) => {
        const parts = (rest + chunk).split('\0');
        rest = parts.pop() ?? '';
        for (const part of parts) this.keep(part);
      });
    });
  }

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(path, resolve);
    });
  }

  close(): void {
    this.server.close();
  }

  private keep(message: string): void {
    const match = MESSAGE.exec(message.trimEnd());
    if (match === null) return;
    const [, stamp, pid, text] = match;
    this.lines.push({ at: Date.now(), stamp, pid: Number(pid), text });
  }
}
