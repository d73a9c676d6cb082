/** A recommendation in one sentence with its numbers. */
import { quantity } from './quantity.ts';
import type { RecommendationResult } from './recommendation-schema.ts';
import { boundWords, changesWords, notShown, settingsWords } from './recommendation-words.ts';

export function recommendationSentence(result: RecommendationResult): string {
  const { choice, nearest, present, asked, stoppedBy, partial, smallest } = result;
  const { criterion, criterionUnit: unit } = asked;
  const now = quantity(present.measures[criterion].value ?? Number.NaN, unit);
  const wanted = asked.objectives.join(', ');
  const met = asked.objectives.length === 1 ? 'is met' : 'are met';
  if (choice === null) {
    if (nearest === null) {
      return partial
        ? 'Stopped before a setting was chosen.'
        : `No setting within the bounds could be shown to meet ${wanted}.`;
    }
    const there = quantity(nearest.measures[criterion].value ?? Number.NaN, unit);
    const [first] = stoppedBy;
    const why = first === undefined ? '' : `; ${boundWords(first.bound)} stops it`;
    const verdict = notShown(result)
      ? 'could not be shown to be met with so few replications'
      : 'cannot be met within the bounds';
    return `${wanted} ${verdict}: ${settingsWords(nearest.settings)} comes nearest, with a ${criterion} of ${there} (now ${now})${why}.`;
  }
  const then = quantity(choice.measures[criterion].value ?? Number.NaN, unit);
  if (choice.changes.length === 0) {
    return `Leave it as it is: ${wanted} ${met}, ${criterion} is ${then}.`;
  }
  const alone =
    smallest === null || smallest.isChoice
      ? ''
      : smallest.changes.length === 0
        ? '; the objectives would be met as it stands'
        : `; ${changesWords(smallest.changes)} alone would do`;
  const change =
    now === then ? `${criterion} stays at ${then}` : `${criterion} goes from ${now} to ${then}`;
  return `Choose ${settingsWords(choice.settings)}: ${change} and ${wanted} ${met}${alone}.`;
}
