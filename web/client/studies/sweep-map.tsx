/** The points of a sweep as a map of buttons: each loads its values into What if. */

import { upperEnd } from '../../../sim/document/bounds.ts';
import { boundsText } from '../../../sim/document/bounds-text.ts';
import { RAMP_STEPS, RAMP_TURN, rampSteps } from '../../../sim/document/charts/palette.ts';
import type { SweepResult } from '../../../sim/studies/sweep/result.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import { change, site } from '../site.ts';

const MAX_DIMENSIONS = 2;

export default function SweepMap({ result }: { readonly result: SweepResult }) {
  if (result.dimensions.length > MAX_DIMENSIONS) return null;
  const { dimensions, points, best } = result;
  const [measure] = result.measures;
  const [rows, columns] =
    dimensions.length === 2
      ? [dimensions[1], dimensions[0]]
      : [{ name: '', values: [{ text: '' }] }, dimensions[0]];
  const values = points.map(({ measures }) => measures[measure.name]);
  const known = values.filter(({ kind }) => kind !== 'none');
  const steps = rampSteps(known.map(upperEnd));
  return (
    <section aria-label="Map">
      <h2>Load a point into What if</h2>
      <ScrollRegion label="Map of the sweep">
        <table class="map">
          <caption>
            {measure.name} on a typical day by {dimensions.map(({ name }) => name).join(' and ')}
          </caption>
          <thead>
            <tr>
              <td>{rows.name}</td>
              {columns.values.map(({ text }) => (
                <th scope="col" key={text}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.values.map(({ text }, row) => (
              <tr key={text}>
                <th scope="row">{text}</th>
                {columns.values.map((column, i) => {
                  // The last dimension is the fastest.
                  const index = i * rows.values.length + row;
                  const value = values[index];
                  const step = steps[known.indexOf(value)];
                  const text = boundsText(value, measure.unit);
                  return (
                    <td key={column.text}>
                      <button
                        type="button"
                        class={cellClass(step ?? null, index === best)}
                        title="Load into What if"
                        aria-label={`${named(result, index)}: ${text}${index === best ? ', the best' : ''}. Load into What if`}
                        onClick={() => load(result, index)}
                      >
                        {text}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}

function cellClass(step: number | null, best: boolean): string {
  const ramp = step === null ? '' : `ramp-${Math.min(step, RAMP_STEPS - 1)}`;
  const ink = step !== null && step >= RAMP_TURN ? 'ink-high' : '';
  return ['cell', ramp, ink, best ? 'best' : ''].join(' ').trim();
}

function named({ dimensions, points }: SweepResult, index: number): string {
  return dimensions.map(({ name }, d) => `${name} ${points[index].values[d]}`).join(', ');
}

/** Values of the swept setting become the current ones; those of the site the site's. */
function load({ dimensions, points, setting }: SweepResult, index: number): void {
  const { current, site: own } = site.value;
  const next = { current: { ...current }, site: { ...own } };
  dimensions.forEach(({ path }, d) => {
    const value = points[index].values[d];
    const prefix = `settings.${setting}.`;
    if (path.startsWith(prefix)) next.current[path.slice(prefix.length)] = value;
    else next.site[path] = value;
  });
  change(next);
  location.hash = '#/what-if';
}
