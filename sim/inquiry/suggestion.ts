/** "Did you mean ...?": the known word that is nearest to a misspelt one, as an end of a sentence. */
import { nearest } from '../scenario/nearest-name.ts';

/** ` Did you mean X?`, or nothing. `prefix` stands before the word in the answer. */
export function didYouMean(word: string, known: readonly string[], prefix = ''): string {
  const found = nearest(word, known);
  return found === null ? '' : ` Did you mean ${prefix}${found}?`;
}
