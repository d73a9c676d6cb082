/**
 * Mutations of a mail log, as lines of which a character is a byte. Most keep to the form of a log,
 * so that a mutant gets past the reader.
 */
import type { Choices } from './choices.ts';
import type { Corpus } from './corpus.ts';
import { HOSTILE_TEXTS, NUMBERS } from './extremes.ts';

const LONGEST_WINDOW = 250;
const WHOLE_SHARE = 0.15;

const FIELD = /(?<=[ ,])([a-z_]{2,12})=([^,]*)/g;
const BSD_STAMP = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const DELAYS = [
  '00:00:00',
  '00:00:01',
  '23:59:59',
  '00:61:61',
  '1+00:00:00',
  '99999+23:59:59',
  '-00:00:01',
  '4',
];

const STATUSES = [
  'Sent',
  'Sent (2.6.0 Queued mail for delivery)',
  'Deferred: Connection reset by exo.test.',
  'Deferred: 421 4.3.2 Service not available',
  'Deferred: 451 4.7.500 Server busy',
  'Deferred: Connection timed out with exo.test.',
  'Deferred',
  'queued',
  'User unknown',
  'Service unavailable',
];

type Mutation = (lines: string[], choices: Choices, corpus: Corpus) => void;

/** The bytes of a text, a character each. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function somewhere(lines: readonly string[], choices: Choices): number {
  return choices.below(lines.length);
}

function block(lines: readonly string[], choices: Choices): [from: number, count: number] {
  const from = somewhere(lines, choices);
  return [from, Math.min(lines.length - from, choices.between(1, 20))];
}

/** Changes one field of one line; nothing where the line has none. */
function onField(change: (key: string, value: string, choices: Choices) => string): Mutation {
  return (lines, choices) => {
    const at = somewhere(lines, choices);
    const fields = [...lines[at].matchAll(FIELD)];
    if (fields.length === 0) return;
    const { index, 0: whole, 1: key, 2: value } = choices.pick(fields);
    const rest = lines[at].slice(index + whole.length);
    lines[at] = lines[at].slice(0, index) + change(key, value, choices) + rest;
  };
}

function extremeOf(key: string, choices: Choices): string {
  if (key.endsWith('delay')) return choices.pick(DELAYS);
  if (key === 'stat') return choices.pick(STATUSES);
  if (key === 'relay')
    return choices.pick(['exo.test. [127.0.0.2]', '[192.0.2.1]', 'other.test.', '']);
  if (key === 'dsn') return choices.pick(['2.0.0', '4.0.0', '5.1.1', '9.9.9', '4.4.']);
  return choices.pick(NUMBERS);
}

function stampOf(choices: Choices): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [choices.below(25), choices.below(60), choices.below(61)].map(two).join(':');
  if (choices.chance(0.6)) {
    return `${choices.pick(MONTHS)} ${String(choices.between(0, 31)).padStart(2)} ${clock}`;
  }
  const year = choices.pick(['0001', '1970', '1999', '2025', '2026', '2038', '9999']);
  const zone = choices.pick(['', 'Z', '+01:00', '-23:59', '.999999Z']);
  return `${year}-${two(choices.between(1, 12))}-${two(choices.between(1, 31))}T${clock}${zone}`;
}

/** Puts the stamps of a run of lines off by the same time. */
const shiftStamps: Mutation = (lines, choices) => {
  const [from, count] = block(lines, choices);
  const byMs = choices.pick([1, 59, 600, 86_400, 40_000_000]) * choices.pick([-1000, 1000]);
  for (let at = from; at < from + count; at++) {
    const stamp = BSD_STAMP.exec(lines[at])?.[0];
    const time = stamp === undefined ? Number.NaN : Date.parse(`${stamp} 2026 UTC`);
    if (stamp === undefined || Number.isNaN(time)) continue;
    const [, day, month, , clock] = new Date(time + byMs).toUTCString().split(/[ ,]+/);
    lines[at] =
      `${month} ${String(Number(day)).padStart(2)} ${clock}${lines[at].slice(stamp.length)}`;
  }
};

const MUTATIONS: readonly Mutation[] = [
  (lines, choices) => void lines.splice(...block(lines, choices)),
  (lines, choices) => {
    const [from, count] = block(lines, choices);
    lines.splice(somewhere(lines, choices), 0, ...lines.slice(from, from + count));
  },
  (lines, choices) => {
    const [from, count] = block(lines, choices);
    const moved = lines.splice(from, count);
    lines.splice(choices.below(lines.length + 1), 0, ...moved);
  },
  (lines, choices) => {
    const [a, b] = [somewhere(lines, choices), somewhere(lines, choices)];
    [lines[a], lines[b]] = [lines[b], lines[a]];
  },
  (lines, choices) => {
    const at = somewhere(lines, choices);
    lines[at] = lines[at].slice(0, choices.below(lines[at].length + 1));
  },
  (lines, choices, { logs }) => {
    const other = choices.pick(logs);
    const [from, count] = block(other, choices);
    lines.splice(somewhere(lines, choices), 0, ...other.slice(from, from + count));
  },
  onField((key, value) => `${key}=${value}, ${key}=${value}`),
  onField(() => ''),
  onField((key, _value, choices) => `${key}=${extremeOf(key, choices)}`),
  onField((key, _value, choices) => `${key}=${extremeOf(key, choices)}`),
  onField((key, _value, choices) => `${key}=${bytesOf(choices.pick(HOSTILE_TEXTS))}`),
  onField((key, value, choices) => {
    const at = choices.below(value.length + 1);
    const text = bytesOf(choices.pick(HOSTILE_TEXTS));
    return `${key}=${value.slice(0, at)}${text}${value.slice(at)}`;
  }),
  (lines, choices) => {
    const at = somewhere(lines, choices);
    lines[at] = lines[at].replace(BSD_STAMP, stampOf(choices));
  },
  shiftStamps,
  // The queue id or the process of a line becomes that of another.
  (lines, choices) => {
    const part = choices.pick([/\[\d+\]/, /(?<=: )\w{10,16}(?=: )/]);
    const found = part.exec(lines[somewhere(lines, choices)])?.[0];
    const at = somewhere(lines, choices);
    if (found !== undefined) lines[at] = lines[at].replace(part, found);
  },
  (lines, choices) => {
    const at = somewhere(lines, choices);
    lines[at] = lines[at].replace(/\[\d+\]/, `[${choices.pick(NUMBERS)}]`);
  },
  // One name of a host becomes another, in all lines.
  (lines, choices) => {
    const name = /relay=([\w.-]+)/.exec(lines[somewhere(lines, choices)])?.[1];
    if (name === undefined) return;
    const other = choices.chance(0.5) ? 'a.other.test.' : bytesOf(choices.pick(HOSTILE_TEXTS));
    for (const [at, line] of lines.entries()) lines[at] = line.replaceAll(name, other);
  },
  (lines, choices) => {
    lines.splice(somewhere(lines, choices), 0, bytesOf(choices.pick(HOSTILE_TEXTS)));
  },
  // Bytes.
  (lines, choices) => {
    const at = somewhere(lines, choices);
    const place = choices.below(lines[at].length + 1);
    const byte = String.fromCharCode(choices.below(256));
    lines[at] = lines[at].slice(0, place) + byte + lines[at].slice(place + choices.below(2));
  },
];

/** A log made of one of the corpus by a few mutations. */
export function mutatedLog(choices: Choices, corpus: Corpus): Buffer {
  const log = choices.pick(corpus.logs);
  const count = choices.chance(WHOLE_SHARE) ? log.length : choices.between(1, LONGEST_WINDOW);
  const from = choices.below(Math.max(1, log.length - count));
  const lines = log.slice(from, from + count);
  for (let left = choices.few() + choices.few(); left > 0; left--) {
    choices.pick(MUTATIONS)(lines, choices, corpus);
    if (lines.length === 0) lines.push('');
  }
  const end = choices.pick(['\n', '\n', '\n', '\n', '\r\n', '\r\r\n', '']);
  return Buffer.from(lines.join(end === '' ? '\n' : end) + end, 'latin1');
}
