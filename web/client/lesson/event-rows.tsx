/** The mark in the host-status table, and the queue runs below it: what they did once they did it. */
import { count } from '../../../sim/document/quantity.ts';
import type { Replay, ReplayRun } from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';
import { MARK_PX, type PictureScale } from './picture-scale.ts';
import type { Player } from './player.ts';

interface Props {
  readonly replay: Replay;
  readonly scale: PictureScale;
}

export function MarkRow({ replay, scale }: Props) {
  const { x, marks, marked } = scale;
  return (
    <g>
      {marked.map((host, i) => {
        const top = marks.inside + i * (MARK_PX + 4);
        return (
          <g key={host}>
            <path
              class="unmarked"
              d={`M${x(scale.fromMs)} ${top + MARK_PX / 2}H${x(scale.toMs)}`}
            />
            {replay.marks
              .filter((mark) => mark.host === host)
              .map(({ gateway, fromMs, toMs }) => (
                <rect
                  class="mark"
                  key={`${gateway} ${fromMs}`}
                  x={x(fromMs)}
                  y={top}
                  width={Math.max(1, x(toMs) - x(fromMs))}
                  height={MARK_PX}
                />
              ))}
          </g>
        );
      })}
    </g>
  );
}

export function RunRow({ replay, scale }: Props) {
  const { x, runs } = scale;
  return (
    <g>
      {replay.runs.map(({ atMs, endMs, gateway }) => {
        const left = x(atMs);
        return (
          <g key={`${gateway} ${atMs}`}>
            <rect
              class="run"
              x={left}
              y={runs.inside + 2}
              width={Math.max(1, x(endMs) - left)}
              height={8}
            />
            {atMs >= scale.fromMs && (
              <path class="run-start" d={`M${left} ${runs.inside - 1}v14`} />
            )}
          </g>
        );
      })}
    </g>
  );
}

/** A letter takes about so much, px. */
const LETTER_PX = 6.9;
/** More would be a grey row: then the picture's strokes are all that is said. */
const MOST_WORDED = 8;

/** What the runs have done up to the playhead. */
export function RunWords({ replay, scale, player }: Props & { readonly player: Player }) {
  const atMs = player.atMs.value;
  if (replay.runs.length > MOST_WORDED) return null;
  const begun = replay.runs.filter((run) => run.atMs <= atMs);
  let free = scale.width;
  // The newest is told; an older one where it leaves room.
  const told = begun.toReversed().flatMap((run) => {
    const words = runWords(replay, run, atMs);
    const wide = words.length * LETTER_PX;
    const start = Math.min(Math.max(scale.x(run.atMs), 8), scale.width - wide - 4);
    if (start + wide > free) return [];
    free = start - LETTER_PX;
    return [{ run, start, words }];
  });
  return (
    <g>
      {told.map(({ run, start, words }) => (
        <text class="words" key={run.atMs} x={start} y={scale.runs.inside + 24}>
          {words}
        </text>
      ))}
    </g>
  );
}

function runWords(replay: Replay, run: ReplayRun, atMs: number): string {
  const at = clockOf(replay, run.atMs).slice(0, 5);
  if (run.messages === 0) return `${at} empty`;
  if (run.endMs > atMs) return `${at} ${count(run.messages)} in its list`;
  const skipped = run.skippedByMark + run.skippedByMemory;
  const did = [
    ...(run.delivered > 0 ? [`${count(run.delivered)} sent`] : []),
    ...(skipped > 0 ? [`${count(skipped)} skipped`] : []),
  ];
  return `${at} ${did.length === 0 ? 'nothing to do' : did.join(', ')}`;
}
