/** What the scripted server says beyond a plain `250 ok`, in short or as Exchange Online says it. */
import type { ScriptedFault, ServerScript } from './recording-plan.ts';

export const REPLY_TO_RCPT: Readonly<Partial<Record<ScriptedFault['kind'], string>>> = {
  deferRcpt: '450 4.2.1 Mailbox busy',
  greylist: '450 4.7.1 Greylisted, please try again later',
  fullMailbox: '452 4.2.2 Mailbox full',
  unknownUser: '550 5.1.1 User unknown',
};

/** Of those that Exchange Online offers, the ones that change what Sendmail logs. */
const EXTENSIONS = ['sink.test Hello', 'SIZE 157286400', 'ENHANCEDSTATUSCODES', '8BITMIME'];

/** The reply to EHLO, without the last line's end. */
export function extensionLines({ words }: ServerScript): string {
  if (words === undefined) return '250 ok';
  return EXTENSIONS.map((text, i) => `250${i < EXTENSIONS.length - 1 ? '-' : ' '}${text}`).join(
    '\r\n',
  );
}

/** The reply to the final dot of a message that is accepted. */
export function acceptanceText({ words }: ServerScript, body: string): string {
  if (words === undefined) return '250 ok';
  const messageId = /^Message-Id: (<[^>]*>)\r$/im.exec(body)?.[1] ?? '<>';
  const kilobytes = (body.length / 1024 / 0.132).toFixed(3);
  return `250 2.6.0 ${messageId} [InternalId=4711, Hostname=sink.test] ${body.length} bytes in 0.132, ${kilobytes} KB/sec Queued mail for delivery`;
}
