/**
 * Names of a log (hosts, addresses) by number, found by their bytes, so that a name that comes a
 * million times is a string once.
 *
 * Bounded: names beyond the most that are told apart share the number NO_NAME.
 */
import { textOf } from './log-line.ts';

export const NO_NAME = -1;

export class NameTable {
  private readonly most: number;
  private readonly numbers = new Map<number, number>();
  private readonly known: Uint8Array[] = [];
  private readonly texts: string[] = [];
  /** The last name, which the next is likely to be. */
  private last = NO_NAME;

  constructor(most: number) {
    this.most = most;
  }

  get size(): number {
    return this.texts.length;
  }

  name(number: number): string {
    return this.texts[number] ?? '';
  }

  /** The number of the name in these bytes; NO_NAME where there is none, or no room. */
  numberOf(bytes: Uint8Array, from: number, to: number): number {
    if (from < 0 || to <= from) return NO_NAME;
    if (this.last >= 0 && sameBytes(this.known[this.last], bytes, from, to)) return this.last;
    let hash = to - from;
    for (let p = from; p < to; p++) hash = (Math.imul(hash, 31) + bytes[p]) | 0;
    // Two names of one hash stand in neighbouring keys.
    for (;;) {
      const number = this.numbers.get(hash);
      if (number === undefined) return this.add(hash, bytes, from, to);
      if (sameBytes(this.known[number], bytes, from, to)) {
        this.last = number;
        return number;
      }
      hash = (hash + 1) | 0;
    }
  }

  private add(hash: number, bytes: Uint8Array, from: number, to: number): number {
    if (this.texts.length >= this.most) return NO_NAME;
    const number = this.texts.length;
    this.numbers.set(hash, number);
    this.known.push(bytes.slice(from, to));
    this.texts.push(textOf(bytes, from, to));
    this.last = number;
    return number;
  }
}

function sameBytes(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}
