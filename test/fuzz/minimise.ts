/**
 * Makes a failing input smaller while it fails (delta debugging, after Zeller and Hildebrandt 2002):
 * by lines, then by what stands between commas, then by characters.
 */
export type StillFails = (input: Buffer) => Promise<boolean>;

const CUTS: readonly RegExp[] = [/(?<=\n)/, /(?<=[,{}[\]\n])/, /(?:)/];
/** Longer ones are not gone through by characters. */
const MAX_PARTS = 2_000;

/** `more`: false ends it with what it has. */
export async function minimised(
  input: Buffer,
  stillFails: StillFails,
  more: () => boolean,
): Promise<Buffer> {
  let text = input.toString('latin1');
  for (const cut of CUTS) {
    const parts = text.split(cut);
    if (parts.length <= MAX_PARTS) text = (await fewest(parts, stillFails, more)).join('');
  }
  return Buffer.from(text, 'latin1');
}

async function fewest(
  all: readonly string[],
  stillFails: StillFails,
  more: () => boolean,
): Promise<readonly string[]> {
  let parts = all;
  let size = Math.ceil(parts.length / 2);
  while (size >= 1 && parts.length > 1) {
    let shrunk = false;
    for (let from = 0; from < parts.length && more(); ) {
      const rest = [...parts.slice(0, from), ...parts.slice(from + size)];
      if (rest.length > 0 && (await stillFails(Buffer.from(rest.join(''), 'latin1')))) {
        parts = rest;
        shrunk = true;
      } else from += size;
    }
    if (!more()) break;
    if (size === 1 && !shrunk) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return parts;
}
