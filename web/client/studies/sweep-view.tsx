/** A sweep: one or two values over a range, as a map whose points one can load into What if. */

import { useSignal } from '@preact/signals';
import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../../sim/mailpath/remedies.ts';
import type { SweepResult } from '../../../sim/studies/sweep/result.ts';
import { changed } from '../inspection.ts';
import { RunStream } from '../run-stream.ts';
import { MetricChoice, SettingChoice, Study } from './study.tsx';
import { SweepMap } from './sweep-map.tsx';

const run = new RunStream<SweepResult>();

/** What is tried of each control where nobody says otherwise. */
const USUAL_VALUES: Readonly<Record<string, string>> = {
  'messages-per-connection': `20, 50, 100, ${ARTICLE_LIMIT}, 500, unlimited`,
  runners: '1, 2, 4, 8',
  'retry-interval': '1m, 5m, 10m, 30m',
  'host-status': 'on, off',
  'host-status-timeout': '5m, 15m, 30m, 1h',
};

export default function SweepView() {
  const [first, second] = [useVaried('messages-per-connection'), useVaried('runners')];
  const setting = useSignal('current');
  const metric = useSignal<MetricName>('p99');
  // So many days can tell 6 values and 4 of another apart (sim/studies/interval-words.ts).
  const replications = useSignal('12');
  const varied = [first, second].filter(({ path }) => path.value !== '');
  return (
    <Study
      title="Sweep"
      about="One value or two over a range: where the delay is short, where it turns, and from where on more of it buys nothing."
      inquiry="sweep"
      run={run as unknown as RunStream<never>}
      start="Sweep"
      options={() => ({
        vary: varied.map(({ path, values }) => `${path.value}=${values.value}`),
        setting: setting.value,
        measure: metric.value,
        replications: replications.value,
      })}
      found={<SweepMap result={run.shown.value?.result ?? null} />}
    >
      <VariedField label="Vary" varied={first} none={false} />
      <VariedField label="and" varied={second} none={true} />
      <SettingChoice label="Under" value={setting.value} onSet={(name) => (setting.value = name)} />
      <MetricChoice value={metric.value} onSet={(name) => (metric.value = name)} />
      <label>
        Days (replications){' '}
        <input
          type="number"
          min="1"
          max="1000"
          value={replications.value}
          onInput={({ currentTarget }) => (replications.value = currentTarget.value)}
        />
      </label>
    </Study>
  );
}

function useVaried(path: string) {
  return { path: useSignal(path), values: useSignal(USUAL_VALUES[path] ?? '') };
}

interface VariedProps {
  readonly label: string;
  readonly varied: ReturnType<typeof useVaried>;
  /** It may be left out. */
  readonly none: boolean;
}

function VariedField({ label, varied: { path, values }, none }: VariedProps) {
  const controls = changed.value?.controls;
  const all = [...(controls?.settings ?? []), ...(controls?.site ?? [])];
  return (
    <div class="varied">
      <label>
        {label}{' '}
        <select
          value={path.value}
          onChange={({ currentTarget }) => {
            path.value = currentTarget.value;
            values.value = USUAL_VALUES[currentTarget.value] ?? '';
          }}
        >
          {none && <option value="">nothing else</option>}
          {all.map((control) => (
            <option value={control.path} key={control.id}>
              {control.label}
            </option>
          ))}
        </select>
      </label>
      {path.value !== '' && (
        <label class="wide-field">
          over{' '}
          <input
            type="text"
            required
            value={values.value}
            placeholder="1m, 5m, 30m or 100KB/s..800KB/s x2"
            onInput={({ currentTarget }) => (values.value = currentTarget.value)}
          />
        </label>
      )}
    </div>
  );
}
