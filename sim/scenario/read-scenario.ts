/**
 * Reading a scenario: from text to one simulation input per setting, or to every error at once.
 *
 *   text -> 1. tree with places, of the version that is read -> 2. laid over what it extends,
 *           --set laid over that
 *        -> 3. fields (schema) -> 4. sense (names, contradictions, volume) -> 5. expectations
 *        -> 6. compiled settings
 *
 * Pure: files that a scenario refers to come through `load`. Errors never throw.
 */
import { type Bound, excludes, parseBound } from './bound.ts';
import { checkFields } from './check-fields.ts';
import { checkSense, definedNames, isAllExchangeOnline } from './check-sense.ts';
import { compileSettings } from './compile.ts';
import { DEFAULT_REPLICATIONS, DEFAULT_SEED } from './defaults.ts';
import {
  type Expectation,
  isOfAllDays,
  parseExpectation,
  parseObjective,
  type StatedObjective,
} from './expectation.ts';
import { applySets, type NamedSet } from './merge.ts';
import { messages } from './messages.ts';
import { BUILT_IN } from './named-settings.ts';
import { type Problem, withoutPrivate } from './problem.ts';
import { ProblemList, plainValue } from './problem-list.ts';
import { type Recorded, readRecorded } from './recorded-arrivals.ts';
import { assumptionsOf } from './reference.ts';
import type { Scenario } from './scenario.ts';
import { type Load, readChain } from './scenario-chain.ts';
import type { ScenarioFields } from './scenario-schema.ts';

export interface ReadOptions {
  /** The name to show in errors. */
  readonly file: string;
  readonly load: Load;
  /** `path=value` texts, applied in order after everything else. */
  readonly set: readonly (string | NamedSet)[];
  /**
   * Recorded arrivals that were read already, by name: filled here, so that a scenario that is read
   * several times reads and holds them once.
   */
  readonly recorded?: Map<string, ReturnType<typeof readRecorded>>;
}

export type ReadResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly errors: readonly Problem[] };

export function readScenario(text: string, options: ReadOptions): ReadResult {
  const chain = readChain(text, options.file, options.load);
  // What the fields of another version mean is not known here: its problems stand alone.
  if (!chain.ok || chain.problems.length > 0) {
    return { ok: false, errors: chain.problems.map(withoutPrivate) };
  }
  const { tree, problems: setProblems } = applySets(chain.whole, options.set);
  const problems = new ProblemList(tree, options.file);
  problems.all.push(...setProblems);
  const plain = plainValue(tree) as Record<string, unknown>;
  const fields = checkFields(plain, problems);
  const recorded = loadRecorded(fields, options, problems);
  const defined = definedNames(plain);
  checkSense(fields, defined, recorded, problems);
  const names = defined.settings;
  const expect = readTexts('expect', fields.expect, problems, (text) =>
    ofSetting(parseExpectation(text, names)),
  );
  const objectives = readTexts('objectives', fields.objectives, problems, (text) =>
    ofAnySetting(parseObjective(text, names)),
  );
  const bounds = readBounds(fields.bounds, problems);
  if (problems.all.length > 0) {
    return { ok: false, errors: inOrder(problems.all).map(withoutPrivate) };
  }
  const whole = fields as ScenarioFields;
  return {
    ok: true,
    scenario: {
      text,
      name: whole.name ?? options.file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, ''),
      question: whole.question,
      description: whole.description ?? '',
      deployment: whole.gateway?.deployment ?? 'on-premises',
      arrangement: whole.gateway?.arrangement ?? 'background',
      otherDestinations: !isAllExchangeOnline(whole.hosts),
      replications: whole.run?.replications ?? DEFAULT_REPLICATIONS,
      seed: whole.run?.seed ?? DEFAULT_SEED,
      startsAtMs: whole.run?.['starts-at'] ?? 0,
      ...compileSettings(whole, recorded, bounds),
      compare: whole.compare ?? [...BUILT_IN],
      expect,
      objectives,
      bounds,
      assumptions: assumptionsOf(plain),
    },
  };
}

function loadRecorded(
  fields: Partial<ScenarioFields>,
  { load, recorded: known = new Map() }: ReadOptions,
  problems: ProblemList,
): Map<string, Recorded> {
  const all = new Map<string, Recorded>();
  fields.mail?.arrivals.forEach(({ recorded: name }, i) => {
    if (name === undefined) return;
    const path = ['mail', 'arrivals', i, 'recorded'];
    const loaded = load(name);
    if (loaded === null) {
      problems.add('E_RECORDED', path, messages.recordedMissing(name));
      return;
    }
    const read = known.get(name) ?? readRecorded(loaded.text);
    known.set(name, read);
    if (read.ok) all.set(name, read.recorded);
    else problems.add('E_RECORDED', path, messages.recordedLine(name, read.line));
  });
  return all;
}

function readTexts<T>(
  key: 'expect' | 'objectives',
  texts: readonly string[] | undefined,
  problems: ProblemList,
  parse: (text: string) => T | string,
): T[] {
  const read: T[] = [];
  texts?.forEach((text, i) => {
    const parsed = parse(text);
    if (typeof parsed !== 'string') read.push(parsed);
    else problems.add('E_EXPECTATION', [key, i], messages.expectation(text, parsed));
  });
  return read;
}

/** An expectation of a scenario is about one of its settings. */
function ofSetting(expectation: Expectation | string): Expectation | string {
  if (typeof expectation === 'string' || expectation.left.setting !== '') return expectation;
  return 'which setting does it mean?';
}

/** An objective of a scenario can be kept or broken by a day of any setting. */
function ofAnySetting(objective: StatedObjective | string): StatedObjective | string {
  if (typeof objective === 'string') return objective;
  const { left, operator, right } = objective;
  if (left.setting !== '' || right.kind !== 'value' || operator === '!=') {
    return 'an objective compares a measure of any setting with a value, by <, <=, >, >= or =.';
  }
  return isOfAllDays(left.metric)
    ? `${left.metric} is of all days together, so that no day keeps or breaks it.`
    : objective;
}

function readBounds(texts: readonly string[] | undefined, problems: ProblemList): Bound[] {
  const read: Bound[] = [];
  texts?.forEach((text, i) => {
    const bound = parseBound(text);
    if (typeof bound === 'string') {
      problems.add('E_EXPECTATION', ['bounds', i], messages.bound(text, bound));
      return;
    }
    const against = read.filter((other) => excludes(other, bound)).map((other) => other.text);
    if (against.length > 0) {
      const message = `"${bound.text}" leaves nothing beside ${against.join(', ')}.`;
      problems.contradiction(['bounds', i], message, 'Give bounds that can all be kept.');
    }
    read.push(bound);
  });
  return read;
}

/** In the order of the file, those without a place first. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ place }: Problem) => place?.line ?? 0;
  const column = ({ place }: Problem) => place?.column ?? 0;
  return [...problems].sort((a, b) => line(a) - line(b) || column(a) - column(b));
}
