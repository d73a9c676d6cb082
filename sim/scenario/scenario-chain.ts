/**
 * A scenario's text as a tree, laid over those that it extends, each of the version that is read.
 *
 * A file takes its version from what it extends unless it states one. Pure: files come through `load`.
 */
import { type LocatedMap, plainValue, readTree, sourceOf } from './located.ts';
import { mergeTrees } from './merge.ts';
import { messages } from './messages.ts';
import { type Place, type Problem, type ProblemCode, problemAt, type Words } from './problem.ts';
import { isVersion, SCENARIO_VERSION, statedVersion, versionProblems } from './version.ts';

/** A file that a scenario names. */
export interface Referenced {
  readonly file: string;
  readonly text: string;
  /** It is one of the shipped files, so that what stands in it may be shown. */
  readonly isShipped?: boolean;
}

/** Gives a file that a scenario names; null if there is none. */
export type Load = (name: string) => Referenced | null;

export type ScenarioChain =
  | {
      readonly ok: true;
      /** The file's own tree, and that tree laid over all that it extends. */
      readonly own: LocatedMap;
      readonly whole: LocatedMap;
      /** What it extends. */
      readonly base: ScenarioChain | null;
      readonly baseFile: string | null;
      readonly isCurrent: boolean;
      /** What keeps the chain from being read: versions, its own and those below. */
      readonly problems: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MAX_CHAIN = 8;
/** What a scenario expects, asks and is called is its own: it is not inherited. */
const OWN_FIELDS = ['name', 'question', 'description', 'expect', 'extends'];

/** `chain`: the files that led here. `isPrivate`: what stands in this one is not shown. */
export function readChain(
  text: string,
  file: string,
  load: Load,
  chain: readonly string[] = [file],
  isPrivate = false,
): ScenarioChain {
  const refuse = (place: Place, code: ProblemCode, words: Words): ScenarioChain => ({
    ok: false,
    problems: [problemAt(place, code, words)],
  });
  const { tree, problems } = readTree(sourceOf(file, text, isPrivate), text);
  if (tree === null) return { ok: false, problems };
  if (tree.kind !== 'map') {
    const words = messages.wrongType(
      'a scenario: a group of fields such as question and mail',
      plainValue(tree),
      'mailpath init writes one to begin with.',
    );
    return refuse(tree.place, 'E_WRONG_TYPE', words);
  }
  const stated = statedVersion(tree);
  const named = tree.entries.get('extends')?.value;
  if (named === undefined) {
    const isCurrent = stated !== null && isVersion(stated, SCENARIO_VERSION);
    const ownProblems = isCurrent ? [] : versionProblems(tree, tree, file, null);
    const alone = { base: null, baseFile: null, isCurrent, problems: ownProblems };
    return { ok: true, own: tree, whole: tree, ...alone };
  }
  if (named.kind !== 'scalar' || typeof named.value !== 'string') {
    const remedy = 'For instance: extends: main.yaml';
    const words = messages.wrongType("a scenario's name", plainValue(named), remedy);
    return refuse(named.place, 'E_WRONG_TYPE', words);
  }
  const loaded = load(named.value);
  if (loaded === null) {
    return refuse(named.place, 'E_EXTENDS', messages.extendsMissing(named.value));
  }
  if (chain.includes(loaded.file)) {
    return refuse(named.place, 'E_EXTENDS', messages.extendsLoop(named.value));
  }
  if (chain.length >= MAX_CHAIN) {
    return refuse(named.place, 'E_EXTENDS', messages.extendsTooMany(MAX_CHAIN));
  }
  const isShown = loaded.isShipped === true;
  const base = readChain(loaded.text, loaded.file, load, [...chain, loaded.file], !isShown);
  if (!base.ok) return base;
  const inherited = new Map(base.whole.entries);
  for (const field of OWN_FIELDS) inherited.delete(field);
  const whole = mergeTrees({ ...base.whole, entries: inherited }, tree) as LocatedMap;
  const isCurrent = stated === null ? base.isCurrent : isVersion(stated, SCENARIO_VERSION);
  const extended = base.isCurrent ? null : loaded.file;
  const ownProblems = isCurrent ? [] : versionProblems(tree, whole, file, extended);
  return {
    ok: true,
    own: tree,
    whole,
    base,
    baseFile: loaded.file,
    isCurrent,
    problems: [...ownProblems, ...base.problems],
  };
}
