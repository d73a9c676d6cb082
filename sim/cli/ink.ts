/**
 * What may be written to a terminal: text made harmless, coloured only where our own reports ask for
 * it.
 *
 * A colour is marked with a key that is drawn anew for each process (noncharacters, as paint.ts has
 * them): a text that was written beforehand cannot hold it, so neither its escape sequences nor its
 * noncharacters ever become colours.
 */
import { randomBytes } from 'node:crypto';
import { harmless } from '../document/harmless.ts';
import type { Paint } from '../document/paint.ts';

const FIRST_MARK = 0xfdd0;
/** Of 32 marks each. */
const KEY_LENGTH = 16;

/** SGR codes of each style: on, off. */
const STYLES: Readonly<Record<keyof Paint, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};
/** A colour's mark is the key and, as one more, its place in this list. */
const CODES = Object.values(STYLES).flat();

export class Ink {
  /** For reports that are written with this one. */
  readonly paint: Paint;
  private readonly key: string;

  constructor() {
    this.key = [...randomBytes(KEY_LENGTH)].map((byte) => mark(byte % 32)).join('');
    const styles = Object.keys(STYLES).map((style, i) => {
      const [on, off] = [this.key + mark(2 * i), this.key + mark(2 * i + 1)];
      return [style, (text: string) => on + text + off];
    });
    this.paint = Object.fromEntries(styles) as unknown as Paint;
  }

  /** The text as it goes to a terminal. */
  written(text: string): string {
    const [first, ...coloured] = text.split(this.key);
    const pieces = coloured.map((piece) => {
      const code = CODES[piece.charCodeAt(0) - FIRST_MARK];
      return `\x1b[${code}m${harmless(piece.slice(1))}`;
    });
    return harmless(first) + pieces.join('');
  }

  /** One line as it goes to a terminal, in the place of the line that stands there. */
  rewritten(line: string): string {
    return `\r\x1b[K${this.written(line.replaceAll(/\s/g, ' '))}`;
  }
}

function mark(index: number): string {
  return String.fromCharCode(FIRST_MARK + index);
}
