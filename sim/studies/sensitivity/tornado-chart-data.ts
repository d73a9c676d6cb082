/**
 * A sensitivity study as the data of a tornado chart, the longest bar first. Who draws it decides
 * how. Units: the metric's; `text` is the input's value as people read it.
 */
import { compareBounds } from '../../document/bounds-order.ts';
import { ends, type MeasuredValue, measuredOf } from '../charts/measured.ts';
import type { InputResult, SensitivityResult } from './sensitivity-schema.ts';
import { INPUT_WORDS, inputValue } from './sensitivity-words.ts';
import type { Tornado } from './tornado-chart.ts';

interface TornadoEnd extends MeasuredValue {
  readonly text: string;
  /** Different from the base beyond chance, by its own interval; null: cannot be told. */
  readonly clear: boolean | null;
}

export interface TornadoData {
  readonly measure: string;
  readonly unit: SensitivityResult['measure']['unit'];
  readonly better: SensitivityResult['measure']['better'];
  readonly base: MeasuredValue;
  readonly bars: readonly {
    readonly name: InputResult['name'];
    readonly label: string;
    readonly present: string;
    readonly low: TornadoEnd;
    readonly high: TornadoEnd;
    readonly matters: boolean;
  }[];
}

export function tornadoData({ measure, base, inputs }: SensitivityResult): TornadoData {
  return {
    measure: measure.name,
    unit: measure.unit,
    better: measure.better,
    base: measuredOf(base),
    bars: inputs.map((input) => {
      const end = ({ at, measure: found, difference }: InputResult['low']) => ({
        text: inputValue(at, input.unit),
        ...measuredOf(found),
        clear: difference.clear,
      });
      return {
        name: input.name,
        label: INPUT_WORDS[input.name].label,
        present: inputValue(input.present, input.unit),
        low: end(input.low),
        high: end(input.high),
        matters: input.matters,
      };
    }),
  };
}

/** The same as a chart takes it; null where nothing moves. */
export function tornadoChartData(result: SensitivityResult): Tornado | null {
  const { measure, unit, better, base, bars } = tornadoData(result);
  if (base.kind === 'none') return null;
  const inputs = bars.flatMap(({ label, present, low, high, matters }) => {
    if (low.kind === 'none' || high.kind === 'none') return [];
    const { text: lowLabel, ...atLow } = low;
    const { text: highLabel, ...atHigh } = high;
    return [{ input: label, present, lowLabel, highLabel, low: atLow, high: atHigh, matters }];
  });
  const all = inputs.flatMap(({ low, high }) => [low, high]);
  const moves = all.some((end) => compareBounds(end, base) !== 0);
  // Where nothing ever arrives there is no axis to draw it on.
  return moves && ends([base, ...all]).length > 0 ? { measure, unit, better, base, inputs } : null;
}
