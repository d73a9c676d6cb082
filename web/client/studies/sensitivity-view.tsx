/** The tornado: which inputs the answer hangs on, and so what to measure first. */
import { useSignal } from '@preact/signals';
import { RunStream } from '../run-stream.ts';
import { MeasureChoice, SettingChoice, Study } from './study.tsx';

const run = new RunStream<never>();

export default function SensitivityView() {
  const setting = useSignal('current');
  const measure = useSignal('p99');
  return (
    <Study
      title="What matters"
      about="Each input is lowered and raised by as much as a guess of it is commonly wrong. What moves the answer most is what to measure first."
      inquiry="sensitivity"
      run={run}
      start="Try every input"
      options={() => ({ setting: setting.value, measure: measure.value })}
    >
      <SettingChoice label="Under" value={setting.value} onSet={(name) => (setting.value = name)} />
      <MeasureChoice value={measure.value} onSet={(name) => (measure.value = name)} />
    </Study>
  );
}
