/** The ladder: the changes between two settings, one at a time and alone. */

import { useSignal } from '@preact/signals';
import type { MetricName } from '../../../sim/mailpath/metrics.ts';
import { RunStream } from '../run-stream.ts';
import { MetricChoice, SettingChoice, Study } from './study.tsx';

const run = new RunStream<never>();

export default function LadderView() {
  const from = useSignal('default');
  const to = useSignal('recommended');
  const metric = useSignal<MetricName>('p99');
  return (
    <Study
      title="Change by change"
      about="The article changes several things at once. Applied one at a time, in its order and alone: which of them buys what?"
      inquiry="ladder"
      run={run}
      start="Try the changes"
      options={() => ({ from: from.value, to: to.value, measure: metric.value })}
    >
      <SettingChoice label="From" value={from.value} onSet={(name) => (from.value = name)} />
      <SettingChoice label="to" value={to.value} onSet={(name) => (to.value = name)} />
      <MetricChoice value={metric.value} onSet={(name) => (metric.value = name)} />
    </Study>
  );
}
