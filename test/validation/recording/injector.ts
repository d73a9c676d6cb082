/**
 * Sends the planned messages to the gateway over one SMTP connection, each at its time or as soon
 * as the one before it was accepted. Times in ms.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedMessage } from './traffic.ts';

const FILL_LINE = `${'x'.repeat(70)}\r\n`;

/**
 * Sends all messages; `onAccepted` gets each one's number and the wall clock of its acceptance.
 * Throws an Error with the gateway's reply if one is refused.
 */
export async function inject(
  messages: readonly PlannedMessage[],
  port: number,
  onAccepted: (message: number, at: number) => void,
): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  const replies = new Replies(socket);
  await replies.expect('220');
  await say('EHLO inj.test', '250');
  const start = Date.now();
  for (const message of messages) {
    await sleep(Math.max(0, start + message.atMs - Date.now()));
    await say('MAIL FROM:<a@inj.test>', '250');
    for (const recipient of message.recipients) await say(`RCPT TO:<${recipient}>`, '250');
    await say('DATA', '354');
    await say(`${messageText(message)}.`, '250');
    onAccepted(message.number, Date.now());
  }
  await say('QUIT', '221');
  socket.destroy();

  async function say(line: string, code: string): Promise<void> {
    socket.write(`${line}\r\n`);
    await replies.expect(code);
  }
}

function messageText({ number, fillBytes, recipients }: PlannedMessage): string {
  const to = recipients.join(', ');
  const header = `From: a@inj.test\r\nTo: ${to}\r\nSubject: message ${number}\r\n`;
  const lines = Math.floor(fillBytes / FILL_LINE.length);
  return `${header}Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n\r\n${FILL_LINE.repeat(lines)}end\r\n`;
}

/** The gateway's replies, one at a time. */
class Replies {
  private received = '';
  private waiting: (() => void) | null = null;
  private closed = false;

  constructor(socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      this.received += String(chunk);
      this.waiting?.();
    });
    for (const event of ['error', 'close']) {
      socket.on(event, () => {
        this.closed = true;
        this.waiting?.();
      });
    }
  }

  async expect(code: string): Promise<void> {
    let match = /^\d{3} .*\r\n/m.exec(this.received);
    while (match === null) {
      if (this.closed) throw new Error('the gateway closed the connection');
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
      match = /^\d{3} .*\r\n/m.exec(this.received);
    }
    this.received = this.received.slice(match.index + match[0].length);
    if (!match[0].startsWith(code)) throw new Error(`the gateway replied ${match[0].trim()}`);
  }
}
