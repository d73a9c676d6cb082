/** Scenarios and logs by somebody who wants to write to the user's terminal. */
import { readFileSync } from 'node:fs';
import { recordedLogPath } from '../maillog/read-text.ts';

/** What a strict reader of texts lets through: nothing of it is a control character. */
const SILENT = '\u202ecilam\u2066\u200f\u061c\u2028x\ufdd0\ufdef';
/** A window's title, a cleared screen, colours: with escapes and with their one-byte forms. */
export const OBEYED = `\x1b]0;OWNED\x07\x1b[2J\x1b[31mred\x9b2J\x9d0;x\x9c\x7f\x08\r${SILENT}`;
/** Unequal to any other text that is harmless: to be looked for in what is written. */
export const TELLTALE = 'cilam';

/** A text of YAML in quotes, with escapes; lone surrogates too, which no file can hold itself. */
function quoted(text: string): string {
  const escaped = [...`${text}\ud800`].map((character) =>
    character < ' ' || character > '~' || character === '"' || character === '\\'
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      : character,
  );
  return `"${escaped.join('')}"`;
}

/** Each name and text in it is hostile, and it is valid. */
export const VALID_SCENARIO = `
version: 2
# ${SILENT}
question: ${quoted(SILENT)}
run: { arrivals-for: 10m, replications: 2, seed: ${quoted(SILENT)} }
gateway: { arrangement: background }
mail: { arrivals: [{ rate: 6/m }] }
hosts:
  ${quoted(SILENT)}:
    faults: [{ kind: greeting-421, at: 2m, for: 2m }]
destinations: [{ name: ${quoted(SILENT)}, route: [${quoted(SILENT)}] }]
settings:
  default: { retry-interval: 4m, host-status-timeout: 4m }
expect: [default.p99 > recommended.p99]
objectives: [p99 < 1m]
`;

const VALID_BEGINNING = 'version: 2\nquestion: q\nmail: { arrivals: [{ rate: 1/s }] }\n';

/** Scenarios that are refused, by what is wrong with them, some with the bytes themselves. */
export const INVALID_SCENARIOS: readonly (readonly [string, string])[] = [
  ['a key', `${VALID_BEGINNING}${quoted(OBEYED)}: 1\n`],
  ['a key that is given twice', `${VALID_BEGINNING}${`${quoted(OBEYED)}: 1\n`.repeat(2)}`],
  ['a bare key', `${VALID_BEGINNING}${SILENT}: 1\n`],
  ['a line that is no YAML', `${VALID_BEGINNING}: [ ${OBEYED} { : ]\n`],
  ['bytes in a comment and a value', `${VALID_BEGINNING}# ${OBEYED}\nseed: ${OBEYED}\n`],
  ['the question', VALID_BEGINNING.replace('question: q', `question: ${quoted(OBEYED)}`)],
  ['the version', VALID_BEGINNING.replace('version: 2', `version: ${quoted(OBEYED)}`)],
  ['a rate', VALID_BEGINNING.replace('1/s', quoted(OBEYED))],
  ['a tag', `${VALID_BEGINNING}run: !${SILENT} x\n`],
  ['an anchor', `${VALID_BEGINNING}run: *${SILENT}\n`],
  ['what it extends', `${VALID_BEGINNING}extends: ${quoted(OBEYED)}\n`],
  ['recorded arrivals', VALID_BEGINNING.replace('rate: 1/s', `recorded: ${quoted(OBEYED)}`)],
  ['a line of recorded arrivals', VALID_BEGINNING.replace('rate: 1/s', 'recorded: hostile.csv')],
  ...['bounds', 'objectives', 'expect', 'compare'].map((field): [string, string] => [
    field,
    `${VALID_BEGINNING}${field}: [${quoted(OBEYED)}, ${quoted(SILENT)}]\n`,
  ]),
  ...[
    'settings: { default: { NAME: 1 } }',
    'settings: { NAME: { runners: 2 } }',
    'settings: { default: { runners: NAME } }',
    'settings: { default: { retry-interval: NAME } }',
    'hosts: { NAME: { faults: [{ kind: NAME }] } }',
    'hosts: { x: { lifetime: { limit: 1m, how: NAME } } }',
    'destinations: [{ name: NAME, route: [NAME] }]',
    'gateway: { arrangement: NAME }',
    'run: { seed: NAME, starts-at: NAME }',
    'limits: { NAME: 1 }',
  ].map((line): [string, string] => [
    line,
    `${VALID_BEGINNING}${line.replaceAll('NAME', quoted(OBEYED))}\n`,
  ]),
];

export const HOSTILE_CSV = `arrival_ms,bytes\n${OBEYED}\n`;

/** A recorded log whose next hop, replies, addresses and further lines are hostile. */
export function hostileLog(): Buffer {
  const text = readFileSync(recordedLogPath('b3-greet421'), 'utf8');
  const noise = OBEYED.replaceAll(/[\r,]/g, '');
  const lines = text
    .replaceAll('relay=exo.test.', `relay=mx${noise.replaceAll(/\s/g, '')}.example.`)
    .replaceAll('mx1 sendmail', `mx1${SILENT.replaceAll(/\s/g, '')} sendmail`)
    .replaceAll('stat=Sent', `stat=Sent (${noise})`)
    .replaceAll(/stat=Deferred.*/g, (stat) => `${stat} ${noise}`)
    .replaceAll(/from=<[^>]*>/g, `from=<${noise}@a.example>`);
  const unknown = `${OBEYED.replaceAll('\r', '')} is not a log line\n`;
  const json = `${JSON.stringify({ ts: '2026-11-24T04:15:52Z', data: OBEYED, sm: { qid: OBEYED } })}\n`;
  return Buffer.concat([
    Buffer.from(lines + unknown.repeat(3) + json),
    // One byte each, as no UTF-8 has them.
    Buffer.from('Nov 24 04:16:00 mx1 sendmail[1]: \x9b31m\x90\xff\xfe nothing known\n', 'latin1'),
  ]);
}
