/** The name of a lane, at its left, above what is drawn in it. */
import { FONT_PX } from '../../../document/charts/chart.ts';
import { HALO, type Layer } from '../../../document/charts/frame.ts';
import { colour } from '../../../document/charts/palette.ts';

/** Room for it, px. */
export const NAME_PX = 18;

/** `topPx`: where its room begins. */
export function nameLayer(
  label: string,
  topPx: number,
  y: (field: string) => Readonly<Record<string, unknown>>,
): Layer {
  return {
    data: { values: [{ label, middle: topPx + NAME_PX / 2 }] },
    mark: {
      type: 'text',
      ...HALO,
      align: 'left',
      color: colour('ink-soft'),
      fontSize: FONT_PX,
    },
    encoding: { x: { value: 0 }, y: y('middle'), text: { field: 'label' } },
  };
}
