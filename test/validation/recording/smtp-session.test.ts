import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ScriptedFault, ServerScript } from './recording-plan.ts';
import { type ServerState, SmtpSession } from './smtp-session.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Dialogue {
  readonly replies: string;
  readonly session: SmtpSession;
  readonly accepted: number[];
  readonly wasReset: boolean;
}

/** Sends messages, each line when the one before it was answered, until the server closes. */
async function dialogue(script: ServerScript, messages: number): Promise<Dialogue> {
  const accepted: number[] = [];
  const state: ServerState = {
    script,
    startedAt: Date.now(),
    onAccepted: (message) => accepted.push(message),
    firstNamedMs: new Map(),
  };
  const sessions: SmtpSession[] = [];
  const server = createServer((socket) => {
    sessions.push(new SmtpSession(socket, 1, '127.0.0.1', state));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let replies = '';
  let wasReset = false;
  let message = -1;
  socket.setEncoding('latin1');
  socket.on('error', () => {
    wasReset = true;
  });
  socket.on('data', (chunk) => {
    for (const reply of String(chunk).split('\r\n').slice(0, -1)) {
      replies += `${reply}\n`;
      const next = answer(reply);
      if (next !== null) socket.write(`${next}\r\n`);
    }
  });
  let step: 'mail' | 'rcpt' | 'data' | 'body' = 'mail';
  function answer(reply: string): string | null {
    if (/^(221|421)/.test(reply)) return null;
    const refused = /^45/.test(reply);
    if (step === 'mail' || refused) {
      message++;
      step = 'rcpt';
      return message < messages ? 'MAIL FROM:<a@inj.test>' : 'QUIT';
    }
    if (step === 'rcpt') {
      step = 'data';
      return 'RCPT TO:<b@inj.test>';
    }
    if (step === 'data') {
      step = 'body';
      return 'DATA';
    }
    step = 'mail';
    return `Subject: message ${message}\r\n\r\ntext\r\n.`;
  }
  await new Promise((resolve) => socket.on('close', resolve));
  return { replies, session: sessions[0], accepted, wasReset };
}

function scriptWith(fault: ScriptedFault): ServerScript {
  return { capMs: 60_000, serviceMs: 1, faults: [fault] };
}

describe('a session of the scripted server', () => {
  it('accepts messages and tells which, and ends with QUIT', async () => {
    const { accepted, session } = await dialogue({ capMs: 60_000, serviceMs: 1 }, 3);
    expect(accepted).toEqual([0, 1, 2]);
    expect(session.seen).toMatchObject({ accepted: 3, ended: null });
    expect(session.isOpen).toBe(false);
  });

  it('turns a client away at the greeting', async () => {
    const { replies, session } = await dialogue(scriptWith({ kind: 'greet421' }), 1);
    expect(replies).toBe('421 4.3.2 Service not active\n');
    expect(session.seen.ended).toBe('greet421');
  });

  it('defers the message that the script names and takes the next on the same connection', async () => {
    for (const kind of ['deferMail', 'deferRcpt', 'defer'] as const) {
      const { accepted, replies } = await dialogue(scriptWith({ kind, atMsg: 2 }), 3);
      expect(accepted).toEqual([0, 2]);
      expect(replies).toMatch(kind === 'deferRcpt' ? /^450 /m : /^451 4.7.500 /m);
    }
  });

  it('ends a connection after it has refused a message, in the way that the script says', async () => {
    const ends = async (kind: 'deferMail' | 'deferRcpt', then: 'reset' | 'eof' | '421') => {
      const { replies, session, wasReset } = await dialogue(
        scriptWith({ kind, atMsg: 1, then, thenMs: 0 }),
        100,
      );
      expect(session.seen.ended).toBe(kind === 'deferMail' ? 'afterDeferMail' : 'afterDeferRcpt');
      expect(replies).toMatch(/^45\d /m);
      return { wasReset, last: replies.trimEnd().split('\n').at(-1) };
    };
    expect((await ends('deferMail', 'reset')).wasReset).toBe(true);
    expect((await ends('deferRcpt', 'eof')).last).toBe('450 4.2.1 Mailbox busy');
    expect((await ends('deferMail', '421')).last).toBe('421 4.4.1 Connection timed out');
  });

  it('resets in place of accepting', async () => {
    const { accepted, wasReset, session } = await dialogue(
      scriptWith({ kind: 'resetInData', atMsg: 2 }),
      3,
    );
    expect(accepted).toEqual([0]);
    expect(wasReset).toBe(true);
    expect(session.seen.ended).toBe('resetInData');
  });

  it('resets after it has accepted', async () => {
    const { accepted, session } = await dialogue(
      scriptWith({ kind: 'resetAfterAccept', atMsg: 2 }),
      3,
    );
    expect(accepted).toEqual([0, 1]);
    expect(session.seen.ended).toBe('resetAfterAccept');
  });

  it('cuts a connection at its lifetime while a message waits for its reply', async () => {
    const { accepted, session, wasReset } = await dialogue({ capMs: 30, serviceMs: 60_000 }, 1);
    expect(accepted).toEqual([]);
    expect(session.seen.ended).toBe('cap');
    expect(wasReset).toBe(true);
  });

  it('says so if it cuts by a reply', async () => {
    const script: ServerScript = { capMs: 30, serviceMs: 60_000, capHow: '421' };
    const { replies, session } = await dialogue(script, 1);
    expect(replies).toMatch(/^421 4.4.2 connection time limit$/m);
    expect(session.seen.ended).toBe('421');
  });

  it('cuts between messages if asked to: none is lost in service', async () => {
    for (const how of [{}, { capHow: '421' }] as const) {
      const script: ServerScript = { capMs: 30, capWhen: 'between', serviceMs: 20, ...how };
      const { accepted, replies, session } = await dialogue(script, 500);
      expect(session.seen.ended).toBe('capHow' in how ? '421' : 'cap');
      expect(accepted.length).toBeGreaterThan(0);
      expect(replies.match(/^354/gm)).toHaveLength(accepted.length);
    }
  });

  it('refuses one recipient, for now or for good', async () => {
    const full = await dialogue(scriptWith({ kind: 'fullMailbox', mailbox: 'b@inj.test' }), 1);
    expect(full.replies).toMatch(/^452 4.2.2 /m);
    const other = await dialogue(scriptWith({ kind: 'fullMailbox', mailbox: 'c@inj.test' }), 1);
    expect(other.accepted).toEqual([0]);
  });

  it('speaks as Exchange Online does if asked to', async () => {
    const { replies } = await dialogue({ capMs: 60_000, serviceMs: 1, words: 'exchange' }, 1);
    expect(replies).toMatch(/^250 2.6.0 .* bytes in .*Queued mail for delivery$/m);
  });
});
