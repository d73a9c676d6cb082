/**
 * The article's procedure as a policy with feedback: begin with its limit of messages per connection and
 * lower the number while resets are logged. How many days, and how many incidents, until it settles?
 *
 * A day is one replication of the scenario with everything else as it stands. After a day with a cut
 * the limit falls to three quarters (the article says "lower" and no more: an assumption); after so
 * many days in a row without one it counts as settled. Several trials, each with mail of its own, day
 * by day side by side.
 */
import type { MailPathInput } from '../../mailpath/input.ts';
import { metricIndex } from '../../mailpath/metrics.ts';
import { ARTICLE_LIMIT } from '../../mailpath/remedies.ts';
import type { Study } from '../study.ts';
import { type Stage, Stopped } from './ledger.ts';

export const LOWERED_TO = 0.75;
export const CLEAN_DAYS = 5;
const TRIALS = 20;
const MAX_DAYS = 40;
/** Numbers of its replications: mail that no other part of the study has seen. */
const FIRST_REPLICATION = 2_000_000;

export interface PolicyTrial {
  /** The limit that it settled on, or ended with. */
  readonly limit: number;
  /** Days until the last change was made, the clean ones after it not counted. */
  readonly days: number;
  /** Days with a cut. */
  readonly incidents: number;
  readonly settled: boolean;
}

interface Trial {
  limit: number;
  day: number;
  clean: number;
  incidents: number;
  lastChange: number;
}

/** Throws Stopped. */
export function* loweringPolicy(
  input: MailPathInput,
  seed: string,
  stage: Stage,
): Study<PolicyTrial[]> {
  const trials: Trial[] = Array.from({ length: TRIALS }, () => ({
    limit: ARTICLE_LIMIT,
    day: 0,
    clean: 0,
    incidents: 0,
    lastChange: 0,
  }));
  const cuts = metricIndex('cuts');
  const inputs = new Map<number, MailPathInput>();
  const withLimit = (limit: number): MailPathInput => {
    const known = inputs.get(limit) ?? {
      ...input,
      settings: { ...input.settings, messagesPerConnection: limit },
    };
    inputs.set(limit, known);
    return known;
  };
  for (let day = 0; day < MAX_DAYS; day++) {
    const going = trials.filter(({ clean, limit }) => clean < CLEAN_DAYS && limit > 1);
    if (going.length === 0) break;
    const share = (d: number): number => stage.from + ((stage.to - stage.from) * d) / MAX_DAYS;
    const { replications, stopped } = yield {
      jobs: going.map((trial) => ({
        input: withLimit(trial.limit),
        seed,
        replication: FIRST_REPLICATION + trials.indexOf(trial) * MAX_DAYS + day,
        setting: `the limit lowered to ${trial.limit}`,
      })),
      doing: () => `${stage.doing}: day ${day + 1}`,
      from: share(day),
      to: share(day + 1),
    };
    if (stopped || replications.includes(null)) throw new Stopped();
    going.forEach((trial, i) => {
      trial.day++;
      if ((replications[i]?.lows[cuts] ?? 0) === 0) {
        trial.clean++;
        return;
      }
      trial.clean = 0;
      trial.incidents++;
      trial.limit = Math.max(1, Math.floor(trial.limit * LOWERED_TO));
      trial.lastChange = trial.day;
    });
  }
  return trials.map(({ limit, incidents, lastChange, clean }) => ({
    limit,
    incidents,
    days: lastChange,
    settled: clean >= CLEAN_DAYS,
  }));
}
