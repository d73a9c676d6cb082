/** The tornado: which inputs the answer hangs on, and so what to measure first. */

import { useSignal } from '@preact/signals';
import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import { RunStream } from '../run-stream.ts';
import { MetricChoice, SettingChoice, Study } from './study.tsx';

const run = new RunStream<never>();

export default function SensitivityView() {
  const setting = useSignal('current');
  const metric = useSignal<MetricName>('p99');
  return (
    <Study
      title="What matters"
      about="Each input is lowered and raised by as much as a guess of it is commonly wrong. What moves the answer most is what to measure first."
      inquiry="sensitivity"
      run={run}
      start="Try every input"
      options={() => ({ setting: setting.value, measure: metric.value })}
    >
      <SettingChoice label="Under" value={setting.value} onSet={(name) => (setting.value = name)} />
      <MetricChoice value={metric.value} onSet={(name) => (metric.value = name)} />
    </Study>
  );
}
