/** Names of a log's hosts as a scenario takes them: texts without control characters, no two alike. */

const CONTROL = /\p{Cc}/gu;

/** Without the final dot; one that a scenario has no room for is made one that it has. */
export function scenarioName(name: string): string {
  const plain = name.replace(/\.$/, '').replace(CONTROL, '?').trim();
  if (plain === '') return 'a host without a name';
  // JavaScript's own, which no scenario takes for a name.
  return plain === '__proto__' ? 'a host of that name: __proto__' : plain;
}

/** In the same order: `exo.test.` and `exo.test` stay two. */
export function scenarioNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = scenarioName(name);
    let own = plain;
    for (let n = 2; taken.has(own); n++) own = `${plain} (${n})`;
    taken.add(own);
    return own;
  });
}
