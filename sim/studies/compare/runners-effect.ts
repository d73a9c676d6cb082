/**
 * What an answer hangs on where queue runs overlap: "4 runners" of each run are more at one time,
 * since every tick starts a run though older ones still work. A site may mean 4 in all.
 *
 * Each setting whose runs overlap is replayed on a few of the same days with MaxQueueChildren at its
 * number of runners, and held against itself. Units: ms.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import type { Bounds } from '../../statistics/bounds.ts';
import { estimate } from '../estimate.ts';
import { SettingOutcome } from '../setting-outcome.ts';
import type { Study } from '../study.ts';
import type { Experiment, NamedInput } from './compare.ts';

/** Days of the other reading: enough to see an effect that an answer could hang on. */
const DAYS = 5;

export interface RunnersEffect {
  readonly setting: string;
  /** Of a queue run. */
  readonly runners: number;
  readonly gateways: number;
  /** Most at work at one time at all gateways on the typical day, as simulated. */
  readonly peak: number;
  readonly days: number;
  /** p99 on the typical of these days: as simulated, and with so many runners in all. */
  readonly perRun: Bounds;
  readonly inAll: Bounds;
}

/** `open`: may the setting's runners be meant in all? Stopped half way it says nothing. */
export function* runnersEffects(
  { plan, outcomes, partial }: Experiment,
  open: (setting: string) => boolean,
): Study<RunnersEffect[]> {
  const overlapping = plan.settings.flatMap(({ name, input }, i) => {
    const peak = estimate(outcomes[i], 'busy-runners-peak').value.low;
    return open(name) && overlaps(input, peak) ? [{ name, input, outcome: outcomes[i], peak }] : [];
  });
  if (overlapping.length === 0 || partial) return [];
  const days = Math.min(DAYS, outcomes[0].days);
  const jobs = overlapping.flatMap(({ name, input }) =>
    Array.from({ length: days }, (_, replication) => ({
      input: inAll(input),
      seed: plan.seed,
      replication,
      setting: name,
    })),
  );
  const { replications, stopped } = yield {
    jobs,
    doing: (finished) => `runners counted in all, run ${finished} of ${jobs.length}`,
    from: 1,
    to: 1,
  };
  if (stopped || replications.includes(null)) return [];
  return overlapping.map(({ name, input, outcome, peak }, i): RunnersEffect => {
    const other = new SettingOutcome(name, [], false);
    for (const replication of replications.slice(i * days, (i + 1) * days)) {
      if (replication !== null) other.add(replication);
    }
    return {
      setting: name,
      runners: input.settings.runners,
      gateways: input.gateways,
      peak,
      days,
      perRun: estimate(outcome.first(days), 'p99').value,
      inAll: estimate(other, 'p99').value,
    };
  });
}

function overlaps({ settings, gateways }: MailPathInput, peak: number): boolean {
  return (
    settings.queueRuns === 'interval' &&
    settings.maxQueueChildren === 0 &&
    peak > gateways * settings.runners
  );
}

function inAll(input: NamedInput['input']): MailPathInput {
  const { settings } = input;
  return { ...input, settings: { ...settings, maxQueueChildren: settings.runners } };
}
