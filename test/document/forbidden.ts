/**
 * The characters that may not leave the program in text of others, by code and one by one: written
 * apart from sim/document/harmless.ts, which is held against it.
 */
export interface Forbidden {
  readonly at: number;
  /** `U+001B`. */
  readonly character: string;
}

const BIDIRECTIONAL = [
  0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
];

export function forbiddenIn(text: string): Forbidden[] {
  const found: Forbidden[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isForbidden(text, at)) continue;
    const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
    found.push({ at, character: `U+${code}` });
  }
  return found;
}

function isForbidden(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // A newline, a tab, and what ends a line of CSV.
  if (code === 0x0a || code === 0x09) return false;
  if (code === 0x0d) return text.charCodeAt(at + 1) !== 0x0a;
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  if (code === 0x2028 || code === 0x2029 || BIDIRECTIONAL.includes(code)) return true;
  if (code >= 0xfdd0 && code <= 0xfdef) return true;
  if (code >= 0xd800 && code <= 0xdbff) {
    const next = text.charCodeAt(at + 1);
    return !(next >= 0xdc00 && next <= 0xdfff);
  }
  if (code >= 0xdc00 && code <= 0xdfff) {
    const before = text.charCodeAt(at - 1);
    return !(before >= 0xd800 && before <= 0xdbff);
  }
  return false;
}
