/** A scenario that was read: one whole simulation input per named setting, and what to expect. */
import type { MailPathInput } from '../mailpath/input.ts';
import type { SwitchField } from '../mailpath/remedies.ts';
import type { Bound, BoundField } from './bound.ts';
import type { Expectation, StatedObjective } from './expectation.ts';

/** A value that nobody measured for this site: shown beside every result. */
export interface Assumption {
  /** The field, as a path in the scenario file. */
  readonly field: string;
  /** The value that holds, as one would write it. */
  readonly value: string;
  readonly source: string;
}

export interface Scenario {
  /** The file as it was read, without what it extends. */
  readonly text: string;
  readonly name: string;
  readonly question: string;
  readonly description: string;
  readonly deployment: 'on-premises' | 'cloud';
  readonly arrangement: Arrangement;
  /** Some mail goes elsewhere than to Exchange Online. */
  readonly otherDestinations: boolean;
  readonly replications: number;
  readonly seed: string;
  /** Time of day at time 0 of the run, ms after midnight. */
  readonly startsAtMs: number;
  /** Every named setting, compiled; `default` and `recommended` are always there. */
  readonly settings: ReadonlyMap<string, MailPathInput>;
  /** The settings to compare, in the order of the report. */
  readonly compare: readonly string[];
  readonly expect: readonly Expectation[];
  /** Objectives, each about any setting (`p99 < 5m`). */
  readonly objectives: readonly StatedObjective[];
  /** What a recommendation may not exceed. */
  readonly bounds: readonly Bound[];
  readonly assumptions: readonly Assumption[];
  /** What is to be said of the settings beside their values, in the order of `settings`. */
  readonly notes: readonly SettingNote[];
  /** What "runners" counts in each setting, and whether the file says so. */
  readonly runnersReading: ReadonlyMap<string, RunnersReading>;
}

/** `in-all` is compiled to MaxQueueChildren. */
export interface RunnersReading {
  readonly reading: 'per-run' | 'in-all';
  /** By runners-are or max-queue-children; otherwise it is the assumption. */
  readonly stated: boolean;
}

export type Arrangement = 'background' | 'persistent' | 'queue-only';

export type SettingNote =
  /** The setting, as it is built in, would have `wanted`: the bound made it `value`. */
  | {
      readonly kind: 'bound-kept';
      readonly setting: string;
      readonly field: BoundField;
      readonly wanted: string;
      readonly value: string;
      readonly bound: string;
    }
  /** The user wrote `value`, which breaks the bound: it stands. */
  | {
      readonly kind: 'bound-broken';
      readonly setting: string;
      readonly field: BoundField;
      readonly value: string;
      readonly bound: string;
    }
  /**
   * It switches host status off. Sendmail's main() then switches SingleThreadDelivery off as well, with
   * the warning "HostStatusDirectory required for SingleThreadDelivery".
   */
  | { readonly kind: 'single-thread-delivery'; readonly setting: string }
  /** It switches something that in the cloud somebody else has to. */
  | {
      readonly kind: 'support-ticket';
      readonly setting: string;
      readonly field: SwitchField;
      readonly value: string;
      readonly by: string;
    };
