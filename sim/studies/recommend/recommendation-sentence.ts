/** A recommendation in one sentence with its numbers. */
import { boundsText } from '../../document/bounds-text.ts';
import { settingsWords } from '../remedy-words.ts';
import type { EstimateResult } from '../result/result-schema.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import {
  boundWords,
  changesWords,
  daysWords,
  notShown,
  shownWords,
} from './recommendation-words.ts';

export function recommendationSentence(result: RecommendationResult): string {
  const { choice, nearest, present, asked, stoppedBy, partial, smallest } = result;
  const wanted = asked.objectives.join(', ');
  if (choice === null) {
    if (nearest === null) {
      return partial
        ? 'Stopped before a setting was chosen.'
        : `No setting within the bounds could be shown to meet ${wanted}.`;
    }
    const [first] = stoppedBy;
    const why = first === undefined ? '' : `; ${boundWords(first.bound)} stops it`;
    const verdict = notShown(result)
      ? 'could not be shown to be met'
      : 'cannot be met within the bounds';
    return `${wanted} ${verdict}: ${settingsWords(nearest.settings)} comes nearest, with ${daysWords(nearest.bad)} (now ${daysWords(present.bad)})${why}.`;
  }
  const shown = choice.shown.map((group) => shownWords(group, asked.confidence)).join('; ');
  const sure = shown === '' ? wanted : `${wanted}: ${shown}`;
  if (choice.changes.length === 0) return `Leave it as it is: ${sure}.`;
  const now = typical(present.measures[asked.criterion]);
  const then = typical(choice.measures[asked.criterion]);
  const change =
    now === then
      ? `${asked.criterion} stays at ${then} on a typical day`
      : `${asked.criterion} goes from ${now} to ${then} on a typical day`;
  const alone =
    smallest === null || smallest.isChoice
      ? ''
      : smallest.changes.length === 0
        ? '; the objectives would be met as it stands'
        : `; ${changesWords(smallest.changes)} alone would do`;
  return `Choose ${settingsWords(choice.settings)}: ${change}; ${sure}${alone}.`;
}

function typical({ unit, interval: _, ...value }: EstimateResult): string {
  return boundsText(value, unit);
}
