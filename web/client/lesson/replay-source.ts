/** Replays from the server, each asked for once: going back in the lesson costs nothing. */
import type { Replay } from '../../../sim/trace/replay/replay.ts';
import type { ScenarioRef } from '../../server/shipped-scenarios.ts';
import { postJson } from '../api.ts';

export interface ReplayRequest {
  readonly scenario: ScenarioRef;
  readonly set: readonly string[];
  readonly setting: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Some 150 KB each. */
const MAX_KEPT = 24;
const kept = new Map<string, Promise<Replay>>();

export function replay(request: ReplayRequest): Promise<Replay> {
  const key = JSON.stringify(request);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const asked = postJson<Replay>('api/replay', request);
  kept.set(key, asked);
  asked.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break;
    kept.delete(oldest);
  }
  return asked;
}
