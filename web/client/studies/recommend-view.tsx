/** The settings to choose: what is wanted, what may not be exceeded, and the choice with what is promised. */
import { useSignal } from '@preact/signals';
import { NUMBER_DIMENSIONS, SWITCH_DIMENSIONS } from '../../../sim/mailpath/remedies.ts';
import { writtenQuantity } from '../../../sim/scenario/quantity.ts';
import type { RecommendationResult } from '../../../sim/studies/recommend/result.ts';
import { base } from '../inspection.ts';
import { RunStream } from '../run-stream.ts';
import { change, isChanged, type Values } from '../site.ts';
import { SettingChoice, Study } from './study.tsx';

const run = new RunStream<RecommendationResult>();
/** Asked for where neither the scenario nor the person says what is wanted. */
const USUAL_OBJECTIVE = 'p99 < 5m';

export default function RecommendView() {
  const inspection = base.value;
  const objective = useSignal<string | null>(null);
  const bound = useSignal<string | null>(null);
  const full = useSignal(false);
  const setting = useSignal(isChanged.peek() ? 'current' : 'default');
  const objectives = objective.value ?? (inspection?.objectives.join(', ') || USUAL_OBJECTIVE);
  const bounds = bound.value ?? inspection?.bounds.join(', ') ?? '';
  return (
    <Study
      title="Recommend"
      about="The cheapest settings that meet what you want on at least 95% of the days, with 95% confidence."
      inquiry="recommend"
      run={run as unknown as RunStream<never>}
      start="Recommend"
      options={() => ({
        setting: setting.value,
        ...(full.value ? { full: true } : {}),
        ...(objectives.trim() === '' ? {} : { objective: [objectives] }),
        ...(bounds.trim() === '' ? {} : { bound: [bounds] }),
      })}
      found={<Choice />}
    >
      <label class="wide-field">
        What you want{' '}
        <input
          type="text"
          value={objectives}
          placeholder="p99 < 5m"
          onInput={({ currentTarget }) => (objective.value = currentTarget.value)}
        />
        <small>
          Like p99 &lt; 5m, max &lt; 30m, resets = 0, p99 &lt; 5m on 90% of days, mean p99 &lt; 5m;
          several with commas.
        </small>
      </label>
      <label class="wide-field">
        What may not be exceeded{' '}
        <input
          type="text"
          value={bounds}
          placeholder="runners <= 8"
          onInput={({ currentTarget }) => (bound.value = currentTarget.value)}
        />
        <small>Like runners &lt;= 8, retry-interval &gt;= 5m, host-status = on.</small>
      </label>
      <SettingChoice
        label="As things stand:"
        value={setting.value}
        onSet={(name) => (setting.value = name)}
      />
      <label>
        <input
          type="checkbox"
          checked={full.value}
          onChange={({ currentTarget }) => (full.value = currentTarget.checked)}
        />{' '}
        With all that is behind the answer
      </label>
    </Study>
  );
}

/** The choice, to be looked at in What if. */
function Choice() {
  const choice = run.shown.value?.result.choice ?? null;
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
  const numbers = NUMBER_DIMENSIONS.map(({ setting, field, kind }) => {
    const value = settings[setting];
    const text = kind === 'duration' ? writtenQuantity('duration', value ?? 0) : String(value);
    return [field, value === null ? 'unlimited' : text];
  });
  const switches = SWITCH_DIMENSIONS.map(({ setting, field }) => [
    field,
    settings[setting] ? 'on' : 'off',
  ]);
  return Object.fromEntries([...numbers, ...switches]);
}
