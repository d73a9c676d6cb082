/** The known name that a misspelt one most likely meant, and the question "Did you mean ...?". */

/** Nobody misspells a longer name. */
const MAX_LENGTH = 100;

/** The nearest of the names by edits (insert, delete, replace, swap); null if none is near. */
export function nearest(name: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  if (name.length > MAX_LENGTH) return null;
  for (const candidate of names) {
    // Each letter more or less is an edit.
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = edits(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` Did you mean X?`, or nothing. `prefix` stands before the word in the answer. */
export function didYouMean(word: string, known: readonly string[], prefix = ''): string {
  const found = nearest(word, known);
  return found === null ? '' : ` Did you mean ${prefix}${found}?`;
}

/** Damerau and Levenshtein's distance (optimal string alignment). */
function edits(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let min = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        min = Math.min(min, rows[i - 2][j - 2] + 1);
      }
      row.push(min);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
