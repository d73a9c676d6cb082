/**
 * Delays as they are against what other settings would make of them: two dots in a row for each
 * metric, with their intervals, and a stroke where an objective bounds it.
 */
import { compareBounds } from '../../document/bounds-order.ts';
import type { Chart, ChartSize, ChartSpec, LegendEntry } from '../../document/charts/chart.ts';
import { axisWith, framed, type Layer } from '../../document/charts/frame.ts';
import { colour } from '../../document/charts/palette.ts';
import { layRows, rowChannel } from '../../document/charts/rows.ts';
import { ARROW, arrowLayers, dotLayer, dotsAt, intervalLayer } from '../charts/dots.ts';
import {
  anyOpen,
  ends,
  exactly,
  isNumber,
  type MeasuredValue,
  type MeasureInfo,
  measureScale,
  told,
  toldInterval,
} from '../charts/measured.ts';

export interface NowAndAfterRow {
  readonly label: string;
  readonly now: MeasuredValue;
  readonly after: MeasuredValue;
  /** What is asked of it; null: nothing. */
  readonly bound: number | null;
}

export interface NowAndAfter extends Pick<MeasureInfo, 'unit'> {
  /** What the other settings are called: `chosen`. */
  readonly afterName: string;
  readonly rows: readonly NowAndAfterRow[];
  /** The row that the title is about. */
  readonly headline: number;
}

const NOW = colour('series-1');
const AFTER = colour('series-2');
const BOUND = colour('ink');
const BOUND_PX = 11;

export function nowAndAfterSpec({ rows: all, unit }: NowAndAfter, size: ChartSize): ChartSpec {
  const bounds = all.map(({ bound }) => bound).filter(isNumber);
  const measured = all.flatMap(({ now, after }) => [now, after]);
  const values = [...ends(measured), ...bounds];
  const { scale, ticks } = measureScale(values, unit, size.narrow ? 4 : 8, anyOpen(measured));
  const [, edge] = scale.domain;
  const rows = layRows(
    all.map(({ label, after }) => ({
      label,
      value: told(after, { unit }),
      heading: '',
    })),
    size,
  );
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { ...scale },
    axis: { ...axisWith(ticks, { title: 'delay' }), domain: true },
  });
  const pair = {
    now: dotsAt(
      all.map(({ now }) => now),
      rows,
      edge,
    ),
    after: dotsAt(
      all.map(({ after }) => after),
      rows,
      edge,
    ),
  };
  const joined: Layer = {
    data: {
      values: pair.now
        .map(({ value, at }, i) => ({ now: value, after: pair.after[i].value, at }))
        .filter(({ now, after }) => isNumber(now) && isNumber(after)),
    },
    mark: { type: 'rule', color: colour('quiet'), strokeWidth: 1.5 },
    encoding: { x: x('now'), x2: { field: 'after' }, y: rowChannel(rows, 'at') },
  };
  const asked: Layer = {
    data: {
      values: all.flatMap(({ bound }, i) =>
        bound === null
          ? []
          : [{ bound, top: rows.middles[i] - BOUND_PX, bottom: rows.middles[i] + BOUND_PX }],
      ),
    },
    mark: { type: 'rule', color: BOUND, strokeWidth: 2.5 },
    encoding: { x: x('bound'), y: rowChannel(rows, 'top'), y2: { field: 'bottom' } },
  };
  const layer = (['now', 'after'] as const).flatMap((which): Layer[] => {
    const ink = which === 'now' ? NOW : AFTER;
    const fill = which === 'now' ? colour('paper') : ink;
    const dots = pair[which].filter(({ value }) => isNumber(value));
    return [
      intervalLayer(dots, { rows, x, ink, width: 4, opacity: 0.5 }),
      ...arrowLayers(dots, { rows, x, ink }),
      dotLayer(dots, { rows, x, ink, fill }),
    ];
  });
  return framed({
    size,
    height: rows.height,
    margin: rows.margin,
    above: '',
    layer: [joined, asked, ...layer, ...rows.layer],
  });
}

export function nowAndAfterChart(pairs: NowAndAfter): Chart {
  const { rows, unit, afterName, headline } = pairs;
  const info = { unit };
  const about = rows[headline];
  const bounded = rows.some(({ bound }) => bound !== null);
  const pair = ({ label, now, after }: NowAndAfterRow): string =>
    `${label} ${told(now, info)} now, ${told(after, info)} ${afterName}`;
  return {
    title: `${about.label} on a typical day ${movedWords(about, info)}`,
    alt: `Delays on a typical day, now and with the ${afterName} settings, each with its interval: ${rows.map(pair).join('; ')}.`,
    legend: [
      { label: 'now', colour: NOW, symbol: 'ring' },
      { label: afterName, colour: AFTER, symbol: 'dot' },
      ...(bounded
        ? [{ label: 'the objective', colour: BOUND, symbol: 'tick' } satisfies LegendEntry]
        : []),
      ...(anyOpen(rows.flatMap(({ now, after }) => [now, after])) ? [ARROW] : []),
    ],
    spec: (size) => nowAndAfterSpec(pairs, size),
    note: `The figures are those of the ${afterName} settings.`,
    tables: [
      {
        caption: 'Delays on a typical day with their intervals',
        head: ['delay', 'now', 'interval', afterName, 'interval', 'objective'],
        rows: rows.map(({ label, now, after, bound }) => [
          label,
          told(now, info),
          toldInterval(now, info),
          told(after, info),
          toldInterval(after, info),
          bound === null ? '–' : told(exactly(bound), info),
        ]),
      },
    ],
  };
}

/** `comes down from 6 h 51 min to 4 min 48 s; 5 min is asked for`. */
function movedWords(
  { now, after, bound }: NowAndAfterRow,
  info: Pick<MeasureInfo, 'unit'>,
): string {
  const [from, to] = [told(now, info), told(after, info)];
  const verb = from === to ? 'stays' : compareBounds(after, now) < 0 ? 'comes down' : 'goes up';
  const moved = from === to ? `stays at ${to}` : `${verb} from ${from} to ${to}`;
  return bound === null ? moved : `${moved}; ${told(exactly(bound), info)} is asked for`;
}
