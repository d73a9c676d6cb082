/**
 * What each kind of fault means, for `mailpath explain` and docs/scenario-reference.md: the table of
 * faults (sim/mailpath/faults.ts) in words. Nothing here knows a kind by its name.
 */
import { loggedEnd, STAGES, statOf } from '../mailpath/fault-columns.ts';
import type { FaultKind } from '../mailpath/faults.ts';
import { ENDINGS, type EndingRow, endingOf, FAULT_KINDS, FAULTS } from '../mailpath/faults.ts';

export interface FaultDoc {
  readonly kind: FaultKind;
  readonly meaning: string;
  /** The stage at which it strikes, and what its probability is drawn for. */
  readonly when: string;
  /** What `wait` or `factor` mean for it, as a scenario has them; null: it has neither. */
  readonly takes: string | null;
  /** The end of the log line of the attempt that it ends, or that suffers from it; null: none shows it. */
  readonly log: string | null;
  /** The same of a later message that is skipped for it, from Sendmail 8.17 on; null: none is. */
  readonly skip: string | null;
  /** What becomes of the message, the connection and the host's status. */
  readonly consequence: string;
}

/** Every kind, in the order of the stages. `host`: as the log names the relay. */
export function faultReference(host = 'H'): FaultDoc[] {
  return FAULT_KINDS.map((kind) => {
    const fault = FAULTS[kind];
    const { when, per } = STAGES[fault.stage];
    const ending = endingOf(kind) ?? (fault.stage === 'refused' ? fault.found : null);
    const row = ending === null ? null : ENDINGS[ending];
    return {
      kind,
      meaning: fault.meaning,
      when: `${when}, per ${per}`,
      takes: takes(kind),
      log: row === null ? null : attemptLine(row, host),
      skip: row !== null && row.memory === 'bad' ? skipLine(row, host) : null,
      consequence:
        row === null
          ? 'Messages take longer: their lines show it as xdelay=.'
          : fault.stage === 'refused'
            ? `Nothing shows at once. The RSET that ends the refused transaction fails the next attempt on that connection (after a refusal at RCPT the same one): ${lowerFirst(consequence(row))}`
            : consequence(row),
    };
  });
}

function takes(kind: FaultKind): string | null {
  const { stage, needsWait } = FAULTS[kind];
  if (stage === 'transfer') return 'factor, which must be given';
  const { wait } = STAGES[stage];
  if (wait === null) return null;
  return `wait: ${wait} (${needsWait ? 'must be given' : 'default: 0'})`;
}

/** What a line of an attempt ends with. */
function attemptLine(row: EndingRow, host: string): string {
  const end = row.message === 'accepted' ? 'sent' : row.message;
  const { dsn, reply, stat } = loggedEnd(end, row.text, row, host);
  const answer = reply === null ? '' : `, reply=${reply}`;
  return `relay=${host} [address], dsn=${dsn}${answer}, stat=${stat}`;
}

/** No connection, so no address; and the text of the stored errno, not the reply. */
function skipLine({ skipText, dsn }: EndingRow, host: string): string {
  return `relay=${host}, dsn=${dsn}, stat=${statOf('deferred', skipText, host, null)}`;
}

function consequence({ message, connection, memory, stored }: EndingRow): string {
  if (message === 'accepted') {
    return connection === 'dead-reset'
      ? 'The message is delivered. The probe before the next one finds the connection gone: the process connects again and loses nothing, but the host is marked, and processes that start skip it until a connection to it closes in order.'
      : 'The message is delivered. The probe before the next one finds the connection closed: the process connects again, and nobody is harmed.';
  }
  const own = message === 'deferred' ? 'The message stays in the queue' : 'The message is returned';
  if (memory === 'unavailable') {
    return `${own}, unless another host of its route takes it, and so is the rest of the process’s list, without a try; the host-status table says so to other processes at once.`;
  }
  if (memory === 'bad') {
    if (connection === 'open') {
      return `${own}. The process goes on over the same connection, and the next 250 to a final dot clears the host; if the connection closes before that, the rest of the process’s list is skipped and the host is marked.`;
    }
    return stored === 'at-once'
      ? `${own}, the rest of the process’s list is skipped, and the host is marked at once, so that other processes skip it, too.`
      : `${own}, the rest of the process’s list is skipped, and the host is marked when the process ends: from then on other processes skip it, too.`;
  }
  const next =
    connection === 'closed'
      ? 'the process connects again'
      : connection === 'mail'
        ? 'the next message begins with an RSET on the same connection'
        : 'the process goes on over the same connection';
  return `${own}. Nothing is held against the host: ${next}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** One kind, as `mailpath explain` has it. */
export function explainFault(doc: FaultDoc): string {
  const lines = [
    `${doc.kind}: a fault of a host (hosts.<name>.faults[].kind)`,
    `  ${doc.meaning}`,
    `  strikes: ${doc.when}`,
  ];
  if (doc.takes !== null) lines.push(`  takes:   ${doc.takes}`);
  lines.push(`  then:    ${doc.consequence}`);
  if (doc.log !== null) lines.push(`  log:     ${doc.log}`);
  if (doc.skip !== null) lines.push(`  skipped: ${doc.skip} (dsn=4.0.0 up to Sendmail 8.16)`);
  return lines.join('\n');
}
