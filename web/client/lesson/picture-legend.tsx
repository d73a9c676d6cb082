/** What the shapes of the picture stand for. */

interface Props {
  /** A remedy is shown, and the queue without it beside its own. */
  readonly compared: boolean;
}

const ENTRIES: readonly (readonly [shape: string, words: string])[] = [
  ['bar', 'connection of a queue runner'],
  ['limit', 'its lifetime is over'],
  ['cut', 'cut'],
  ['mark', 'host marked as bad'],
  ['run', 'queue run at work'],
  ['sent', 'new mail sent'],
  ['skipped', 'new mail skipped'],
];

export function PictureLegend({ compared }: Props) {
  const entries = compared
    ? [...ENTRIES, ['queue-before', 'the queue without this remedy'] as const]
    : ENTRIES;
  return (
    <ul class="legend">
      {entries.map(([shape, words]) => (
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
