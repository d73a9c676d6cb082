/** The words of a command line as a shell would see them: double quotes hold together, `>` ends it. */
export function shellWords(line: string): string[] {
  const all = line.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  const end = all.findIndex((word) => /^[<>|]$/.test(word));
  return (end < 0 ? all : all.slice(0, end)).map((word) => word.replaceAll('"', ''));
}
