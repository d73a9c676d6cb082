/**
 * A scenario's text as a tree, laid over those that it extends, each of the version that is read.
 *
 * A file takes its version from what it extends unless it states one. Pure: files come through `load`.
 */
import { type LocatedMap, readTree, sourceOf } from './located.ts';
import { mergeTrees, without } from './merge.ts';
import { messages } from './messages.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { plainValue } from './problem-list.ts';
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

/** `chain`: the files that led here. `isPrivate`: what stands in this one is not shown. */
export function readChain(
  text: string,
  file: string,
  load: Load,
  chain: readonly string[] = [file],
  isPrivate = false,
): ScenarioChain {
  const source = sourceOf(file, text, isPrivate);
  const { tree, problems } = readTree(source, text);
  if (tree === null) return { ok: false, problems };
  if (tree.kind !== 'map') {
    const words = messages.wrongType(
      'a scenario: a group of fields such as question and mail',
      plainValue(tree),
      'mailpath init writes one to begin with.',
    );
    return {
      ok: false,
      problems: [{ code: 'E_WRONG_TYPE', place: tree.place, sourceName: file, ...words }],
    };
  }
  const stated = statedVersion(tree);
  const named = tree.entries.get('extends')?.value;
  if (named === undefined) {
    const isCurrent = stated !== null && isVersion(stated, SCENARIO_VERSION);
    return {
      ok: true,
      own: tree,
      whole: tree,
      base: null,
      baseFile: null,
      isCurrent,
      problems: isCurrent ? [] : versionProblems(tree, tree, file, null),
    };
  }
  const refuse = (code: ProblemCode, words: { message: string; remedy: string }) => ({
    ok: false as const,
    problems: [{ code, place: named.place, sourceName: file, ...words }],
  });
  if (named.kind !== 'scalar' || typeof named.value !== 'string') {
    return refuse(
      'E_WRONG_TYPE',
      messages.wrongType(
        "a scenario's name",
        plainValue(named),
        'For instance: extends: main.yaml',
      ),
    );
  }
  const loaded = load(named.value);
  if (loaded === null) return refuse('E_EXTENDS', messages.extendsMissing(named.value));
  if (chain.includes(loaded.file)) {
    return refuse('E_EXTENDS', messages.extendsLoop(named.value));
  }
  if (chain.length >= MAX_CHAIN) {
    return refuse('E_EXTENDS', messages.extendsTooMany(MAX_CHAIN));
  }
  const isShown = loaded.isShipped === true;
  const base = readChain(loaded.text, loaded.file, load, [...chain, loaded.file], !isShown);
  if (!base.ok) return base;
  // What a scenario expects, asks and is called is its own: it is not inherited.
  const inherited = without(base.whole, ['name', 'question', 'description', 'expect', 'extends']);
  const whole = mergeTrees(inherited, tree) as LocatedMap;
  const isCurrent = stated === null ? base.isCurrent : isVersion(stated, SCENARIO_VERSION);
  const extended = base.isCurrent ? null : loaded.file;
  return {
    ok: true,
    own: tree,
    whole,
    base,
    baseFile: loaded.file,
    isCurrent,
    problems: [
      ...(isCurrent ? [] : versionProblems(tree, whole, file, extended)),
      ...base.problems,
    ],
  };
}
