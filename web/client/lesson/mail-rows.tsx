/**
 * New mail (sent at once, refused, or skipped for the mark) and the messages that wait, over time; where a
 * remedy is shown, the queue without it as a dashed line.
 */
import type { Replay, ReplaySeries } from '../../../sim/trace/replay/replay.ts';
import { NEW_MAIL_PX, type PictureScale, QUEUE_PX } from './picture-scale.ts';

interface Props {
  readonly replay: Replay;
  readonly scale: PictureScale;
}

/** What becomes of new mail, from below. */
export const NEW_MAIL = [
  { shape: 'sent', of: 'deliveredAtOnce', words: 'new mail sent' },
  { shape: 'refused', of: 'failedAtOnce', words: 'new mail refused' },
  { shape: 'skipped', of: 'skippedAtOnce', words: 'new mail skipped' },
] as const;

/** A column is about so wide. */
const COLUMN_PX = 5;

export function NewMailRow({ replay, scale }: Props) {
  const { series } = replay;
  const bottom = scale.newMail.inside + NEW_MAIL_PX;
  const columns = columnsOf(series, Math.round(scale.width / COLUMN_PX));
  const most = Math.max(1, ...columns.map(({ parts }) => parts.reduce((sum, n) => sum + n, 0)));
  const high = (messages: number) => (messages / most) * (NEW_MAIL_PX - 4);
  return (
    <g>
      <path class="base" d={`M${scale.x(scale.fromMs)} ${bottom}H${scale.x(scale.toMs)}`} />
      {columns.map(({ from, to, parts }) => {
        const left = scale.x(scale.fromMs + from * series.stepMs);
        const width = scale.x(scale.fromMs + to * series.stepMs) - left - 1;
        return NEW_MAIL.map(({ shape }, i) => {
          const below = parts.slice(0, i).reduce((sum, n) => sum + n, 0);
          const height = high(parts[i]);
          return height === 0 ? null : (
            <rect
              class={shape}
              key={`${from} ${shape}`}
              x={left}
              y={bottom - high(below) - height}
              width={width}
              height={height}
            />
          );
        });
      })}
    </g>
  );
}

interface Column {
  /** Steps of the series. */
  readonly from: number;
  readonly to: number;
  /** In the order of NEW_MAIL. */
  readonly parts: readonly number[];
}

function columnsOf(series: ReplaySeries, most: number): Column[] {
  const steps = series.waiting.length - 1;
  const wide = Math.max(1, Math.ceil(steps / most));
  const columns: Column[] = [];
  for (let from = 0; from < steps; from += wide) {
    const to = Math.min(steps, from + wide);
    columns.push({ from, to, parts: NEW_MAIL.map(({ of }) => series[of][to] - series[of][from]) });
  }
  return columns;
}

/** The most that waits, here or in what is drawn beside it. */
export function mostWaiting(replay: Replay, beside: Replay | null): number {
  return Math.max(1, ...replay.series.waiting, ...(beside?.series.waiting ?? []));
}

export function QueueRow({ replay, scale, beside }: Props & { readonly beside: Replay | null }) {
  const bottom = scale.queue.inside + QUEUE_PX;
  const most = mostWaiting(replay, beside);
  const line = ({ series }: Replay): string =>
    series.waiting
      .map((waiting, i) => {
        const x = scale.x(scale.fromMs + i * series.stepMs);
        return `${x.toFixed(1)} ${(bottom - (waiting / most) * (QUEUE_PX - 4)).toFixed(1)}`;
      })
      .join('L');
  const [left, right] = [scale.x(scale.fromMs), scale.x(scale.toMs)];
  return (
    <g>
      <path class="queue-area" d={`M${left} ${bottom}L${line(replay)}L${right} ${bottom}Z`} />
      <path class="queue-line" d={`M${line(replay)}`} />
      {beside !== null && <path class="queue-before" d={`M${line(beside)}`} />}
      <path class="base" d={`M${left} ${bottom}H${right}`} />
    </g>
  );
}
