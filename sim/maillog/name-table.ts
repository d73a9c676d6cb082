/**
 * Names of a log (hosts, addresses) by number, found by their bytes, so that a name that comes a
 * million times is a string once.
 *
 * Bounded: names beyond the maximum share the number NO_NAME, and of a name longer
 * than any of DNS only its beginning counts.
 */
import { KeyedHash, type Secret } from './keyed-hash.ts';
import { type LogLine, startsWith, textOf } from './log-line.ts';

export const NO_NAME = -1;
/** RFC 1035: a name has 255 bytes at most. */
const MAX_NAME = 255;

export class NameTable {
  /** In the order in which they came: by their numbers. */
  readonly names: string[] = [];
  private readonly max: number;
  private readonly numbers = new Map<number, number>();
  private readonly known: Uint8Array[] = [];
  private readonly list: readonly string[];
  private readonly listed: boolean[] = [];
  private readonly key: KeyedHash;
  /** The last name, which the next is likely to be. */
  private last = NO_NAME;

  /** `list`: names that are asked about (isListed), without the final dot. */
  constructor(max: number, secret?: Secret, list: readonly string[] = []) {
    this.max = max;
    this.list = list;
    this.key = new KeyedHash(secret);
  }

  name(number: number): string {
    return this.names[number] ?? '';
  }

  /** Whether the name is in the list, looked at once. */
  isListed(number: number): boolean {
    return number >= 0 && this.listed[number];
  }

  /** The number of the name in that span of a line. */
  numberIn({ bytes, spans }: LogLine, span: number): number {
    return this.numberOf(bytes, spans[2 * span], spans[2 * span + 1]);
  }

  /** The number of the name in these bytes; NO_NAME where there is none, or no room. */
  numberOf(bytes: Uint8Array, from: number, end: number): number {
    if (from < 0 || end <= from) return NO_NAME;
    const to = Math.min(end, from + MAX_NAME);
    if (this.last >= 0 && sameBytes(this.known[this.last], bytes, from, to)) return this.last;
    this.key.hash(bytes, from, to);
    // Two names of one hash stand in neighbouring keys.
    for (let key = this.key.a; ; key = (key + 1) | 0) {
      const number = this.numbers.get(key);
      if (number === undefined) return this.add(key, bytes, from, to);
      if (sameBytes(this.known[number], bytes, from, to)) {
        this.last = number;
        return number;
      }
    }
  }

  private add(key: number, bytes: Uint8Array, from: number, to: number): number {
    if (this.names.length >= this.max) return NO_NAME;
    const number = this.names.length;
    this.numbers.set(key, number);
    this.known.push(bytes.slice(from, to));
    const name = textOf(bytes, from, to);
    this.names.push(name);
    this.listed.push(this.list.includes(name.replace(/\.$/, '')));
    this.last = number;
    return number;
  }
}

function sameBytes(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  return known.length === to - from && startsWith(bytes, from, to, known);
}
