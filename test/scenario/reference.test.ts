import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { terms } from '../../sim/cli/actions/explain.ts';
import { STAGES } from '../../sim/mailpath/fault-columns.ts';
import {
  ENDINGS,
  endingOf,
  FAULT_KINDS,
  FAULTS,
  type FaultKind,
} from '../../sim/mailpath/faults.ts';
import type { FaultInput, MailPathInput } from '../../sim/mailpath/input.ts';
import { explain, faultReference } from '../../sim/scenario/reference.ts';
import { scenarioJsonSchema } from '../../sim/scenario/scenario-schema.ts';
import { scenarioReferencePage } from '../../tools/scenario-reference-page.ts';
import {
  type Ear,
  fault,
  hear,
  host,
  type LogLine,
  smallGateway,
} from '../mailpath/small-gateway.ts';
import { tracedLog } from '../studies/traced-log.ts';

/** Five messages of the queue run at 1000 ms, 101 ms each; the next run is ten seconds later. */
const FIRST_RUN_MS = 5000;
const MESSAGES = 5;
/** After the second message, before the second one of any other connection. */
const FAULT_ENDS_MS = 1220;
/** The host as the log names it, and its one address. */
const RELAY = 'exo.test.';
const ADDRESS = '[192.0.2.1]';

const ROOT = join(import.meta.dirname, '..', '..');
/** How many kinds a mechanism names: what a cut comes to at each stage (transaction.ts). */
const MAX_NAMED = 8;

const DOCS = new Map(faultReference(RELAY).map((doc) => [doc.kind, doc]));

/** The row of the ending that its victim comes to, if it has one. */
function endingRow(kind: FaultKind) {
  const row = FAULTS[kind];
  const ending = row.stage === 'refused' ? row.found : endingOf(kind);
  return ending === null ? null : ENDINGS[ending];
}

/** A bad memory beside an open connection counts only if the connection closes before the next 250. */
function needsClose(kind: FaultKind): boolean {
  const row = endingRow(kind);
  return row?.memory === 'bad' && row.connection === 'open';
}

/** Which of the five lines is its victim's. */
function victimOf(kind: FaultKind): number {
  const { stage } = FAULTS[kind];
  if (!STAGES[stage].countsMessages) return 0;
  return stage === 'refused' ? 2 : 1;
}

/** The fault alone, at the second message where it can be; one after a refusal, after the plainest. */
function withFault(kind: FaultKind, change: Partial<FaultInput> = {}): MailPathInput {
  const { stage } = FAULTS[kind];
  const second = { atMessage: STAGES[stage].countsMessages ? 2 : 0, toMs: FAULT_ENDS_MS };
  const faults = [fault(kind, { ...second, factor: 1e-4, ...change })];
  if (stage === 'refused') faults.unshift(fault('mail-4xx', second));
  return smallGateway({
    hosts: [host('exo.test', { faults })],
    settings: needsClose(kind) ? { messagesPerConnection: 2 } : {},
  });
}

interface Seen extends Ear {
  readonly own: LogLine;
  /** The lines of the same list after it. */
  readonly rest: readonly LogLine[];
  readonly firstBadAt: number;
}

function seen(input: MailPathInput, victim: number): Seen {
  const ear = hear(input);
  const run = ear.lines.slice(0, MESSAGES);
  return Object.assign(ear, {
    own: run[victim],
    rest: run.slice(victim + 1),
    firstBadAt: ear.stores.find(({ bad }) => bad)?.at ?? Number.NaN,
  });
}

const all =
  (what: LogLine['what']) =>
  ({ rest }: Seen) =>
    rest.every((line) => line.what === what);

/** What the sentences claim, and what must then be seen. */
const CLAIMS: readonly (readonly [RegExp, (seen: Seen) => boolean])[] = [
  [/the message stays in the queue/i, ({ own }) => own.what === 'deferred'],
  [/the message is returned/i, ({ own }) => own.what === 'returned'],
  [/the message is delivered/i, ({ own }) => own.what === 'sent'],
  [/messages take longer/i, ({ own, lines }) => own.at - lines[0].at > 110],
  [/rest of the process’s list is skipped/, all('skipped')],
  [/rest of the process’s list, without a try/, all('returned')],
  [
    /marked at once|says so to other processes at once/,
    ({ firstBadAt, rest }) => firstBadAt <= rest[0].at,
  ],
  [
    /marked when the process ends/,
    ({ firstBadAt, rest }) => firstBadAt >= rest[rest.length - 1].at,
  ],
  [/the host is marked/, ({ firstBadAt }) => !Number.isNaN(firstBadAt)],
  [/loses nothing|nobody is harmed|nothing is held/i, all('sent')],
  [/nobody is harmed|nothing is held/i, ({ firstBadAt }) => Number.isNaN(firstBadAt)],
];

describe.each(FAULT_KINDS)('the fault %s, as it is explained', (kind) => {
  const doc = DOCS.get(kind);
  if (doc === undefined) throw new Error(`${kind} is not explained`);
  const victim = victimOf(kind);
  const log = new TextDecoder()
    .decode(tracedLog(withFault(kind), 'fault', { logLevel: 9 }))
    .split('\n')
    .filter((line) => line.includes('xdelay='));

  it('has the log line that the model writes', () => {
    const expected = doc.log?.replace('[address]', ADDRESS) ?? ', dsn=2.0.0, stat=Sent';
    expect(log[victim]).toContain(expected);
    if (doc.log !== null) expect(log[victim].endsWith(expected)).toBe(true);
  });

  it('is followed by the skips that it names, and by no others', () => {
    const skips = log.filter((line) => line.includes(`relay=${RELAY}, `));
    const told = skips.filter((line) => doc.skip === null || !line.endsWith(doc.skip));
    expect(told).toEqual([]);
    expect(skips.length > 0).toBe(doc.skip !== null);
  });

  it('does to messages, connection and host what the sentence says', () => {
    const run = seen(withFault(kind), victim);
    const made = CLAIMS.filter(([words]) => words.test(doc.consequence));
    expect(made.length).toBeGreaterThan(0);
    for (const [words, holds] of made) expect(holds(run), String(words)).toBe(true);
    const marks = /the host is marked|table says/.test(doc.consequence);
    expect(run.stores.some(({ bad }) => bad)).toBe(marks);
    const reconnects = /connects again/.test(doc.consequence);
    const inFirstRun = run.connections.filter(({ openedAt }) => openedAt < FIRST_RUN_MS).length;
    if (reconnects) expect(inFirstRun).toBeGreaterThan(1);
    if (/same connection/.test(doc.consequence) && doc.skip === null) expect(inFirstRun).toBe(1);
  });

  it('names the reply of its row, and what a scenario has to say', () => {
    const reply = endingOf(kind) === null ? null : endingRow(kind)?.reply;
    if (reply?.match(/^[45]/)) expect(doc.meaning).toContain(reply.slice(0, 3));
    expect(doc.meaning.includes('`wait`')).toBe(FAULTS[kind].needsWait === true);
    expect(doc.meaning.includes('`factor`')).toBe(FAULTS[kind].stage === 'transfer');
    expect(doc.meaning).toMatch(/^[A-Z][^.]*\.$/);
  });

  it('waits as it says', () => {
    // Half a round trip, so that what ends after a reply has ended before the next command.
    const waitMs = 0.5;
    const [now, later] = [0, waitMs].map((wait) => seen(withFault(kind, { waitMs: wait }), victim));
    const delayed = later.own.at - now.own.at;
    const ended = later.connections[0]?.closedAt - now.connections[0]?.closedAt;
    if (/waits for the answer/.test(doc.takes ?? '')) expect(delayed).toBe(waitMs);
    else if (/after the reply/.test(doc.takes ?? '')) expect(ended).toBe(waitMs);
    else expect([delayed, ended]).toEqual([0, 0]);
  });
});

describe('every kind of fault', () => {
  it('is in the JSON Schema, each with its meaning', () => {
    const faults = scenarioJsonSchema().properties?.hosts;
    const host = faults?.additionalProperties;
    const kind = typeof host === 'object' ? host.properties?.faults?.items?.properties?.kind : null;
    expect(kind).toMatchObject({
      enum: FAULT_KINDS,
      enumDescriptions: FAULT_KINDS.map((name) => FAULTS[name].meaning),
    });
  });

  it('is told by the table alone: no other file has a list of kinds', () => {
    const files = ['sim', 'web'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => join(folder, name)),
    );
    const listing = files.filter((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return FAULT_KINDS.filter((kind) => text.includes(`'${kind}'`)).length > MAX_NAMED;
    });
    expect(listing).toEqual([join('sim', 'mailpath', 'faults.ts')]);
  });

  it('has an explanation, a row of the reference and a word for completion', () => {
    const page = scenarioReferencePage();
    const words = terms();
    for (const kind of FAULT_KINDS) {
      expect(explain(kind), kind).toContain(FAULTS[kind].meaning);
      expect(page).toContain(`| \`${kind}\` | ${FAULTS[kind].meaning} |`);
      expect(words).toContain(kind);
    }
  });
});
