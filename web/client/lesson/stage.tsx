/** The stage: the picture, its player, the log in step with it, and the same as tables. */
import type { Shown } from './lesson.ts';
import { LogPanel } from './log-panel.tsx';
import { Picture } from './picture.tsx';
import { PictureLegend } from './picture-legend.tsx';
import type { Player } from './player.ts';
import { PlayerBar } from './player-bar.tsx';
import { ReplayTables } from './replay-tables.tsx';

interface Props {
  readonly shown: Shown;
  readonly player: Player;
}

export function Stage({ shown: { replay, beside }, player }: Props) {
  return (
    <div class="stage">
      <div class="stage-picture">
        <PlayerBar replay={replay} player={player} />
        <Picture replay={replay} beside={beside} player={player} />
        <PictureLegend replay={replay} compared={beside !== null} />
      </div>
      <LogPanel replay={replay} player={player} />
      <ReplayTables replay={replay} />
    </div>
  );
}
