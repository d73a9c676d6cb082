/** Words of a command line, as one would type them into a POSIX shell. */

/** A scenario that came in by standard input is none that could be named. */
export function scenarioWord(file: string): string {
  return file === 'standard input' ? '-' : quoted(file);
}

export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
