/**
 * The log up to the playhead, as Sendmail writes it, the newest line at the bottom. Between the lines
 * stand remarks on events that it does not log. It follows the playhead; while that rests,
 * one can scroll back. It is no live region: it would never be silent.
 */
import { computed } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { count } from '../../../sim/document/quantity.ts';
import type { Replay, ReplayLine } from '../../../sim/trace/replay/replay.ts';
import { ScrollRegion } from '../scroll-region.tsx';
import type { Player } from './player.tsx';

/** Lines that are in the page at a time. */
const MAX_SHOWN = 80;

export function LogPanel({ replay, player }: { readonly replay: Replay; readonly player: Player }) {
  const box = useRef<HTMLElement>(null);
  const { lines, linesLeftOut } = replay;
  // Of another replay it is another number, though the playhead may stand where it was.
  const upTo = useMemo(() => computed(() => linesBy(lines, player.atMs.value)), [lines, player]);
  const last = upTo.value;
  const first = Math.max(0, last - MAX_SHOWN);
  useEffect(() => {
    const element = box.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [last, lines]);
  return (
    <div class="replay-log">
      <h3>The mail log, up to this moment</h3>
      <ScrollRegion label="The mail log, up to this moment" class="lines" place={box}>
        <ol>
          {last === 0 && <li class="remark">Nothing is logged yet.</li>}
          {lines.slice(first, last).map((line, i) => (
            <Line key={first + i} line={line} />
          ))}
        </ol>
      </ScrollRegion>
      <p class="quiet">
        Lines as Sendmail 8.17 writes them; lines in italics are remarks on events that it does not
        log.{' '}
        {linesLeftOut > 0 &&
          `${count(linesLeftOut)} similar lines are left out; cuts are always shown.`}
      </p>
    </div>
  );
}

function Line({ line: { text, kind, logged } }: { readonly line: ReplayLine }) {
  if (!logged) return <li class={`remark ${kind}`}>{text}</li>;
  // The outcome is what one looks for.
  const at = text.indexOf('stat=');
  return (
    <li class={kind}>
      {at < 0 ? text : text.slice(0, at)}
      {at >= 0 && <b>{text.slice(at)}</b>}
    </li>
  );
}

/** How many lines there are up to a time. */
function linesBy(lines: readonly ReplayLine[], atMs: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
