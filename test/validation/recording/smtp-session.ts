/**
 * One connection to the scripted server: the SMTP dialogue, its lifetime, the faults that hit it.
 *
 * States: greeting, commands, body, waiting (between the final dot and its reply), over. Times are
 * wall clock, ms. Left out: pipelining, size limits, anything that Sendmail does not ask for here.
 */
import type { Socket } from 'node:net';
import { endedAfter } from '../recorded-case.ts';
import { faultAt, type Occasion, type Stage } from './fault-schedule.ts';
import type { ScriptedFault, ServerScript } from './recording-plan.ts';
import { acceptanceText, extensionLines, REPLY_TO_RCPT } from './server-words.ts';

export interface SeenConnection {
  readonly id: number;
  readonly host: string;
  readonly openedAt: number;
  closedAt: number | null;
  accepted: number;
  ended: string | null;
}

/** What all sessions of a server share. */
export interface ServerState {
  readonly script: ServerScript;
  readonly startedAt: number;
  /** Called with the number in the message's subject, at the moment of the 250. */
  readonly onAccepted: (message: number, at: number) => void;
  /** When each recipient was named first, ms from the start. */
  readonly firstNamedMs: Map<string, number>;
}

const END_OF_BODY = '\r\n.\r\n';

export class SmtpSession {
  readonly seen: SeenConnection;
  private readonly socket: Socket;
  private readonly state: ServerState;
  private mode: 'commands' | 'body' | 'waiting' | 'over' = 'commands';
  private received = '';
  private messagesStarted = 0;
  /** The fault that refused the command in hand: it may end the connection, too. */
  private ending: ScriptedFault | null = null;
  /** From an accepted MAIL to the reply to its dot. */
  private inService = false;
  /** The lifetime is over, but a message is in service. */
  private isOld = false;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(socket: Socket, id: number, host: string, state: ServerState) {
    this.socket = socket;
    this.state = state;
    this.seen = { id, host, openedAt: Date.now(), closedAt: null, accepted: 0, ended: null };
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.over());
    this.greet();
  }

  get isOpen(): boolean {
    return this.mode !== 'over';
  }

  private read(chunk: string): void {
    this.received += chunk;
    while (this.mode === 'commands' || this.mode === 'body') {
      const end = this.mode === 'body' ? END_OF_BODY : '\r\n';
      const at = this.received.indexOf(end);
      if (at < 0) return;
      const text = this.received.slice(0, at);
      this.received = this.received.slice(at + end.length);
      if (this.mode === 'body') this.bodyEnded(text);
      else this.command(text);
    }
  }

  private greet(): void {
    const fault = this.faultAt('greeting')?.kind;
    if (fault === 'greet554') this.leave('greet554', '554 5.7.1 No mail from here');
    else if (fault === 'greet421') this.leave('greet421', '421 4.3.2 Service not active');
    else if (fault === 'resetOnConnect') this.reset('resetOnConnect');
    else if (fault === 'silent') {
      this.seen.ended = 'silent';
      this.socket.resume();
    } else {
      this.socket.on('data', (chunk) => this.read(String(chunk)));
      const { capMs, capHost = this.seen.host } = this.state.script;
      if (capHost === this.seen.host) this.after(capMs, () => this.cut());
      this.say('220 sink.test ESMTP');
    }
  }

  private command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RSET') this.inService = false;
    if (verb === 'RSET' && this.isOld) {
      this.cut();
      return;
    }
    this.ending = null;
    this.say(this.replyTo(verb, line));
    if (this.ending !== null) this.endRefused(this.ending);
    if (verb === 'DATA') {
      this.mode = 'body';
      // An empty message ends with the dot on its first line.
      this.received = `\r\n${this.received}`;
    }
    if (verb === 'QUIT') {
      this.socket.end();
      this.over();
    }
  }

  private replyTo(verb: string, line: string): string {
    switch (verb) {
      case 'EHLO':
        return extensionLines(this.state.script);
      case 'MAIL':
        this.messagesStarted++;
        this.ending = this.faultAt('mail');
        this.inService = this.ending === null;
        return this.inService ? '250 ok' : '451 4.7.500 Server busy';
      case 'RCPT':
        return this.replyToRecipient(/<([^>]*)>/.exec(line)?.[1] ?? '');
      case 'DATA':
        return '354 go on';
      case 'QUIT':
        return '221 bye';
      default:
        return '250 ok';
    }
  }

  private replyToRecipient(mailbox: string): string {
    const { startedAt, firstNamedMs } = this.state;
    const nowMs = Date.now() - startedAt;
    if (!firstNamedMs.has(mailbox)) firstNamedMs.set(mailbox, nowMs);
    const knownForMs = nowMs - (firstNamedMs.get(mailbox) ?? nowMs);
    const fault = this.faultAt('rcpt', { mailbox, knownForMs });
    this.ending = fault;
    return fault === null ? '250 ok' : (REPLY_TO_RCPT[fault.kind] ?? '250 ok');
  }

  /** The script may end a connection after a refusal: with the reply's packets, or a moment later. */
  private endRefused({ kind, then, thenMs = 1 }: ScriptedFault): void {
    if (then === undefined) return;
    const ended = endedAfter(kind);
    // The reply has to leave before a reset, which would take it back.
    if (then === 'reset') this.after(thenMs, () => this.reset(ended));
    else if (thenMs === 0) this.endInOrder(ended, then);
    else this.after(thenMs, () => this.endInOrder(ended, then));
  }

  private endInOrder(ended: string, how: 'eof' | '421'): void {
    if (how === '421') this.leave(ended, '421 4.4.1 Connection timed out');
    else {
      this.seen.ended = ended;
      this.socket.end();
      this.over();
    }
  }

  private bodyEnded(body: string): void {
    if (this.faultAt('dot') !== null) this.reset('resetInData');
    else this.wait(body);
  }

  private wait(body: string): void {
    this.mode = 'waiting';
    const { serviceMs, latencyMs = 0, bytesPerMs } = this.state.script;
    const transferMs = bytesPerMs === undefined ? 0 : body.length / bytesPerMs;
    this.after(serviceMs ?? latencyMs + transferMs, () => {
      this.mode = 'commands';
      this.inService = false;
      if (this.faultAt('waited') === null) this.accept(body);
      else this.say('451 4.7.500 Server busy');
      this.read('');
    });
  }

  private accept(body: string): void {
    // In the header alone: a bounce has the subject of what it returns in its body.
    const header = body.slice(0, body.indexOf('\r\n\r\n') + 2);
    const subject = /^Subject: message (\d+)\r$/m.exec(header);
    this.seen.accepted++;
    this.say(acceptanceText(this.state.script, body));
    if (subject !== null) this.state.onAccepted(Number(subject[1]), Date.now());
    const fault = this.faultAt('accepted')?.kind;
    if (fault === 'resetAfterAccept') this.after(1, () => this.reset('resetAfterAccept'));
    if (fault === '421AfterAccept') this.leave(fault, '421 4.4.1 Connection timed out');
    // The reply has to leave before a reset, which would take it back.
    if (this.isOld) this.after(1, () => this.cut());
  }

  /** The lifetime is over: whatever is going on, or once nothing is. */
  private cut(): void {
    this.isOld = true;
    if (this.state.script.capWhen === 'between' && this.inService) return;
    if (this.state.script.capHow === '421') this.leave('421', '421 4.4.2 connection time limit');
    else this.reset('cap');
  }

  private faultAt(stage: Stage, about: Partial<Occasion> = {}): ScriptedFault | null {
    const { script, startedAt } = this.state;
    return faultAt(script.faults ?? [], stage, {
      sinceStartMs: Date.now() - startedAt,
      host: this.seen.host,
      connection: this.seen.id,
      messagesStarted: this.messagesStarted,
      accepted: this.seen.accepted,
      ...about,
    });
  }

  private say(line: string): void {
    if (this.mode !== 'over') this.socket.write(`${line}\r\n`);
  }

  private leave(ended: string, lastWords: string): void {
    this.seen.ended = ended;
    this.socket.end(`${lastWords}\r\n`);
    this.over();
  }

  private reset(ended: string): void {
    if (this.mode === 'over') return;
    this.seen.ended = ended;
    this.socket.resetAndDestroy();
    this.over();
  }

  private over(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.mode = 'over';
    this.seen.closedAt ??= Date.now();
  }

  private after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    this.timers.add(timer);
  }
}
