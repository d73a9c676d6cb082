/** Texts as bytes: what a log is searched for without making strings of it. ASCII only. */

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function startsWith(
  bytes: Uint8Array,
  at: number,
  end: number,
  expected: Uint8Array,
): boolean {
  const { length } = expected;
  if (at + length > end) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}
