/** The result of the current settings, in a sentence. */
import type { BoundsResult } from '../../../sim/document/bounds-schema.ts';
import { boundsText } from '../../../sim/document/bounds-text.ts';
import { changeWords } from '../../../sim/studies/days-words.ts';
import type { DifferenceResult, Result } from '../../../sim/studies/result/result-schema.ts';

/** Empty where there is none. */
export function currentWords({ settings, differences }: Result): string {
  const current = settings.find(({ name }) => name === 'current');
  if (current === undefined || current.measures.p99.kind === 'none') return '';
  const { p99 } = current.measures;
  const found = differences.find(({ setting }) => setting === 'current');
  const delivered =
    p99.kind === 'never'
      ? 'less than 99% of the mail is ever delivered'
      : `99% of the mail is delivered within ${boundsText(p99, 'ms')}`;
  const difference = found === undefined ? '' : against(found.measures.p99, found.to);
  return `With the current settings, on a typical day, ${delivered}${longest(current.worst)}${difference}.`;
}

/** Of all days. */
function longest(worst: BoundsResult): string {
  if (worst.kind === 'none') return '';
  if (worst.kind === 'never') return ', and on some day some never is';
  return `, the slowest message of all takes ${boundsText(worst, 'ms')}`;
}

function against(change: DifferenceResult, base: string): string {
  const { kind, significant, same, days } = change;
  if (kind === 'none') return '';
  if (same === days) return `: the same as ${base} on every day`;
  const sure = significant === false ? '; not significant' : '';
  return `: ${changeWords(change)} against ${base}${sure}`;
}
