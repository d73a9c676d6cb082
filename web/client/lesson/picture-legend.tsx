/** What the shapes of the picture stand for: those that are in it. */
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { NEW_MAIL } from './mail-rows.tsx';

interface Props {
  readonly replay: Replay;
  /** A remedy is shown, and the queue without it beside its own. */
  readonly compared: boolean;
}

type Entry = readonly [shape: string, words: string, isSeen: boolean];

export function PictureLegend({ replay, compared }: Props) {
  const { connections, marks, runs, series, hosts } = replay;
  const old = connections.some(({ host, openedMs, closedMs }) => {
    const { lifetimeMs } = hosts[host];
    return lifetimeMs !== null && (closedMs - openedMs) * 2 >= lifetimeMs;
  });
  const entries: readonly Entry[] = [
    ['bar', 'connection of a queue runner', true],
    ['limit', 'its lifetime is over', old],
    ['cut', 'cut', connections.some(({ end }) => end === 'cut')],
    ['mark', 'host marked as bad', marks.length > 0],
    ['run', 'queue run at work', runs.length > 0],
    ...NEW_MAIL.map(
      ({ shape, words, of }): Entry => [shape, words, (series[of].at(-1) ?? 0) > series[of][0]],
    ),
    ['queue-before', 'the queue without this remedy', compared],
  ];
  return (
    <ul class="legend">
      {entries
        .filter(([, , isSeen]) => isSeen)
        .map(([shape, words]) => (
          <li key={shape}>
            <svg class="replay-key" width="20" height="12" aria-hidden="true">
              <Shape shape={shape} />
            </svg>
            {words}
          </li>
        ))}
    </ul>
  );
}

function Shape({ shape }: { readonly shape: string }) {
  switch (shape) {
    case 'limit':
      return <path class="limit" d="M10 0V12" />;
    case 'cut':
      return <path class="ending cut" d="M5 1l10 10M5 11l10 -10" />;
    case 'queue-before':
      return <path class="queue-before" d="M0 6H20" />;
    default:
      return <rect class={shape} y="2" width="20" height="8" />;
  }
}
