/**
 * A scenario under audit: its inputs, one for each setting, and its days, each reckoned once.
 */
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { type ReadOptions, readScenario } from '../../sim/scenario/read-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { type Day, dayOf, type Figured, statedDay } from './day.ts';
import type { ScenarioFile } from './scenario-file.ts';
import type { Objective } from './stated.ts';

/** Days that no answer has seen. */
const FRESH_DAYS = 200;
const FRESH_SEED = 'fresh days of the audit';
/** Fewer of a scenario whose mail is tried again and again: so many tries in all, and days at least. */
const MAX_TRIES = 2_000_000;
const FEWEST_FRESH = 50;

export class Site {
  readonly number: number;
  readonly objectives: readonly Objective[];
  readonly scenario: Scenario;
  private readonly file: ScenarioFile;
  private readonly known = new Map<string, Day>();
  private readonly freshDays = new Map<string, readonly Figured[]>();

  constructor(number: number, file: ScenarioFile) {
    this.number = number;
    this.file = file;
    this.scenario = this.read([]);
    this.objectives = this.scenario.objectives.map(({ text, left, operator, right, onDays }) => {
      if (right.kind !== 'value') throw new Error(`${text} compares with no value`);
      return { text, metric: left.metric, operator, bound: right.value, onDays };
    });
  }

  /** Of the scenario with these changes, as --set takes them. */
  input(setting: string, set: ReadOptions['set'] = []): MailPathInput {
    const { settings } = set.length === 0 ? this.scenario : this.read(set);
    const found = settings.get(setting);
    if (found === undefined) throw new Error(`there is no setting ${setting}`);
    return found;
  }

  /** The days that an answer is about: of the scenario's seed, from the first one on. */
  days(input: MailPathInput, many = this.scenario.replications, first = 0): Day[] {
    const { seed } = this.scenario;
    return Array.from({ length: many }, (_, i) => this.day(input, seed, first + i));
  }

  fresh(input: MailPathInput): readonly Figured[] {
    const key = JSON.stringify(input);
    const known = this.freshDays.get(key);
    if (known !== undefined) return known;
    const first = statedDay(input, FRESH_SEED, 0);
    const many = Math.max(
      FEWEST_FRESH,
      Math.min(FRESH_DAYS, Math.floor(MAX_TRIES / triesOf(first))),
    );
    const others = Array.from({ length: many - 1 }, (_, i) => statedDay(input, FRESH_SEED, i + 1));
    const days = [first, ...others];
    this.freshDays.set(key, days);
    return days;
  }

  private day(input: MailPathInput, seed: string, number: number): Day {
    const key = JSON.stringify([input, seed, number]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const day = dayOf(input, seed, number);
    this.known.set(key, day);
    return day;
  }

  private read(set: ReadOptions['set']): Scenario {
    const { name, text } = this.file;
    const read = readScenario(text, { file: `${name}.yaml`, load: () => null, set });
    if (read.ok) return read.scenario;
    throw new Error(read.errors.map(({ message }) => message).join(' '));
  }
}

function triesOf({ figures }: Figured): number {
  return 1 + figures.arrived.low + figures.deferrals.low;
}
