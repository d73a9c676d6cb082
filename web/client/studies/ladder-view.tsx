/** The ladder: the changes between two settings, one at a time and alone. */
import { useSignal } from '@preact/signals';
import { RunStream } from '../run-stream.ts';
import { MeasureChoice, SettingChoice, Study } from './study.tsx';

const run = new RunStream<never>();

export default function LadderView() {
  const from = useSignal('default');
  const to = useSignal('recommended');
  const measure = useSignal('p99');
  return (
    <Study
      title="Change by change"
      about="The article changes several things at once. Applied one at a time, in its order and alone: which of them buys what?"
      inquiry="ladder"
      run={run}
      start="Try the changes"
      options={() => ({ from: from.value, to: to.value, measure: measure.value })}
    >
      <SettingChoice label="From" value={from.value} onSet={(name) => (from.value = name)} />
      <SettingChoice label="to" value={to.value} onSet={(name) => (to.value = name)} />
      <MeasureChoice value={measure.value} onSet={(name) => (measure.value = name)} />
    </Study>
  );
}
