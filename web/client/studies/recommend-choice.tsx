/** What is recommended, to be looked at in What if. */
import { REMEDY_NUMBERS, REMEDY_SWITCHES } from '../../../sim/mailpath/remedies.ts';
import { writtenQuantity } from '../../../sim/scenario/quantity.ts';
import type { RecommendationResult } from '../../../sim/studies/recommend/result.ts';
import { change, type Values } from '../site.ts';

export default function RecommendChoice({ result }: { readonly result: RecommendationResult }) {
  const { choice } = result;
  if (choice === null) return null;
  return (
    <p class="buttons">
      <button
        type="button"
        class="main"
        onClick={() => {
          change({ current: settingsOf(choice) });
          location.hash = '#/what-if';
        }}
      >
        Look at it in What if
      </button>
    </p>
  );
}

function settingsOf({ settings }: NonNullable<RecommendationResult['choice']>): Values {
  const numbers = REMEDY_NUMBERS.map(({ setting, field, kind }) => {
    const value = settings[setting];
    const text = kind === 'duration' ? writtenQuantity('duration', value ?? 0) : String(value);
    return [field, value === null ? 'unlimited' : text];
  });
  const switches = REMEDY_SWITCHES.map(({ setting, field }) => [
    field,
    settings[setting] ? 'on' : 'off',
  ]);
  return Object.fromEntries([...numbers, ...switches]);
}
