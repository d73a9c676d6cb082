/**
 * Text that strangers had a hand in, made harmless at the point where it leaves the program: to a
 * terminal, a file, a client of the server.
 *
 * Not let through: control characters (C0 but newline and tab, DEL, C1), which a terminal obeys;
 * marks, overrides and isolates of bidirectional text, which show a line in another order than it is
 * read; U+2028 and U+2029, which some programs take for line ends; lone surrogates, which are no
 * text; the noncharacters U+FDD0 to U+FDEF, which mark colours here (paint.ts).
 */
const HARMFUL = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef]/gu;

/** Picture of NUL; those of the other C0 characters follow in their order. */
const PICTURE_OF_NUL = 0x2400;
const DEL = 0x7f;
const PICTURE_OF_DEL = '\u2421';
const REPLACEMENT = '\ufffd';

/**
 * The text as it may be shown: a control picture (`␛`) stands for a C0 character and DEL, U+FFFD for
 * the rest. No escape with a backslash: inside JSON or YAML that would mean something.
 */
export function harmless(text: string): string {
  return text.toWellFormed().replaceAll(HARMFUL, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(PICTURE_OF_NUL + code);
    return code === DEL ? PICTURE_OF_DEL : REPLACEMENT;
  });
}

/** The same of a file whose lines may end with CR and LF: CSV, or a scenario as its author wrote it. */
export function harmlessFile(text: string): string {
  return text.split('\r\n').map(harmless).join('\r\n');
}

/**
 * JSON with its strings' harmful characters escaped: it means what it meant. JSON.stringify escapes
 * C0 and lone surrogates only.
 */
export function harmlessJson(json: string): string {
  return json.replaceAll(
    HARMFUL,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value as harmless JSON. */
export function jsonText(value: unknown, indent = 0): string {
  return harmlessJson(JSON.stringify(value, null, indent));
}
