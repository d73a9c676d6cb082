/**
 * A sensitivity study as the data of a tornado chart, the longest bar first. Who draws it decides
 * how. Units: the measure's; `text` is the input's value as people read it.
 */
import type { Tornado } from './charts/tornado.ts';
import type { InputResult, SensitivityResult } from './sensitivity-schema.ts';
import { INPUT_WORDS, inputValue } from './sensitivity-words.ts';

interface TornadoEnd {
  readonly text: string;
  /** The measure there, and the ends of its interval. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Different from the base beyond chance; null: cannot be told. */
  readonly clear: boolean | null;
}

export interface TornadoData {
  readonly measure: string;
  readonly unit: SensitivityResult['measure']['unit'];
  readonly better: SensitivityResult['measure']['better'];
  readonly base: number | null;
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
    base: base.value,
    bars: inputs.map((input) => {
      const end = ({ at, measure: { value, low, high }, difference }: InputResult['low']) => ({
        text: inputValue(at, input.unit),
        value,
        low,
        high,
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
  if (base === null) return null;
  const inputs = bars.flatMap(({ label, present, low, high }) => {
    if (low.value === null || high.value === null) return [];
    const end = ({ value, low: from, high: to, clear }: typeof low) => {
      return { value: value ?? base, from, to, clear };
    };
    const ends = { low: end(low), high: end(high) };
    return [{ input: label, present, lowLabel: low.text, highLabel: high.text, ...ends }];
  });
  const moves = inputs.some(({ low, high }) => low.value !== base || high.value !== base);
  return moves ? { measure, unit, better, base, inputs } : null;
}
