import { describe, expect, it } from 'vitest';
import { replayOf } from '../../../../sim/trace/replay/record-replay.ts';
import { aroundMoment, firstWindow } from '../../../../web/client/lesson/play-window.ts';
import { readShipped } from '../../../scenario/shipped-scenarios.ts';
import { officeGateway, RECOMMENDED } from '../../../studies/office-gateway.ts';

const MINUTE = 60_000;
const OPTIONS = { replication: 0, fromMs: 0, toMs: 180 * MINUTE, maxLines: 50 };

function shipped(name: string) {
  const { settings, seed, startsAtMs } = readShipped(`${name}.yaml`);
  const input = settings.get('default');
  if (input === undefined) throw new Error('no default');
  return replayOf(input, { ...OPTIONS, seed, startsAtMs });
}

describe('the window of a reader’s own scenario', () => {
  const main = shipped('main');

  it.each(['main', 'cut-reset', 'bulk-mailing', 'outage-drain'])(
    'begins before its first moment and is played in seconds: %s',
    (name) => {
      const replay = name === 'main' ? main : shipped(name);
      const window = firstWindow(replay);
      const times = Object.values(replay.moments).flatMap((moment) => moment?.atMs ?? []);
      expect(window.fromMs).toBeLessThanOrEqual(Math.min(...times));
      expect(window.fromMs).toBeGreaterThanOrEqual(0);
      expect(window.toMs).toBeGreaterThan(window.fromMs);
      expect((window.stopMs - window.playFromMs) / 1000 / window.speed).toBeLessThan(40);
    },
  );

  it('is there though nothing happens', () => {
    const input = officeGateway({ ...RECOMMENDED }, { arrivals: [], arrivalsEndMs: 0 });
    const quiet = replayOf(input, { ...OPTIONS, seed: 'quiet', startsAtMs: 0 });
    const { fromMs, toMs } = firstWindow(quiet);
    expect([fromMs, toMs]).toEqual([0, MINUTE]);
  });

  it('has a moment in it, played up to and past it', () => {
    const { fromMs, playFromMs, stopMs, toMs } = aroundMoment(main, 'cut');
    const atMs = main.moments.cut?.atMs ?? 0;
    expect([fromMs, playFromMs, atMs, stopMs, toMs]).toEqual(
      [fromMs, playFromMs, atMs, stopMs, toMs].toSorted((a, b) => a - b),
    );
  });
});
