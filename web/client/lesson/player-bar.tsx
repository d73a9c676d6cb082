/** Play and pause, the scrubber, the speed: all native controls, so that a keyboard has them too. */
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import { clockOf } from '../../../sim/trace/replay/state.ts';
import { type Player, SPEEDS } from './player.ts';

interface Props {
  readonly replay: Replay;
  readonly player: Player;
}

/** An arrow key moves the scrubber by so much of the window. */
const STEPS = 400;

export function PlayerBar({ replay, player }: Props) {
  const { fromMs, toMs } = replay;
  const playing = player.playing.value;
  return (
    <section class="player" aria-label="Player">
      <button type="button" class="main play" onClick={() => player.toggle()}>
        {playing ? 'Pause' : 'Play'}
      </button>
      <Scrubber replay={replay} player={player} />
      <Clock replay={replay} player={player} />
      <label class="speed">
        <span>Speed</span>{' '}
        <select
          value={String(player.speed.value)}
          onChange={({ currentTarget }) => {
            player.speed.value = Number(currentTarget.value);
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed}×
            </option>
          ))}
        </select>
      </label>
      <p class="unseen">
        From {clockOf(replay, fromMs)} to {clockOf(replay, toMs)}
      </p>
    </section>
  );
}

/** Not an output element: that would be read aloud at every frame. */
function Clock({ replay, player }: Props) {
  return <span class="clock">{clockOf(replay, player.atMs.value)}</span>;
}

function Scrubber({ replay, player }: Props) {
  const { fromMs, toMs } = replay;
  const step = Math.max(100, Math.round((toMs - fromMs) / STEPS / 100) * 100);
  return (
    <input
      type="range"
      class="scrubber"
      aria-label="Time"
      min={fromMs}
      max={toMs}
      step={step}
      value={player.atMs.value}
      aria-valuetext={clockOf(replay, player.toldMs.value)}
      onInput={({ currentTarget }) => {
        player.pause();
        player.seek(Number(currentTarget.value));
      }}
    />
  );
}
