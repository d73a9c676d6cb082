/**
 * Laying one located tree over another: what `extends` and `--set` mean; and --set written into the
 * file's own text.
 *
 * Maps are merged key by key, lists and scalars replaced whole. Places go along, so that an error
 * in an inherited value points into the file that it came from.
 */
import { parse, parseDocument } from 'yaml';
import { type Located, type LocatedMap, readTree, sourceOf } from './located.ts';
import { type Place, type Problem, problemAt } from './problem.ts';

/** `over` laid over `base`; neither is changed. */
export function mergeTrees(base: Located, over: Located): Located {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries: LocatedMap['entries'] = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    entries.set(
      key,
      below === undefined
        ? entry
        : { keyPlace: entry.keyPlace, value: mergeTrees(below.value, entry.value) },
    );
  }
  return { kind: 'map', place: over.place, entries };
}

/** A `path=value` text that comes from elsewhere than the n-th --set: `from` names it in problems. */
export interface NamedSet {
  readonly text: string;
  readonly from: string;
}

/** Applies `path=value` texts in order; the n-th is named `--set n` in problems. */
export function applySets(
  tree: Located,
  sets: readonly (string | NamedSet)[],
): { tree: Located; problems: Problem[] } {
  const problems: Problem[] = [];
  let result = tree;
  sets.forEach((given, i) => {
    const { text, from } =
      typeof given === 'string' ? { text: given, from: `--set ${i + 1}` } : given;
    const source = sourceOf(from, text);
    const place = { source, line: 1, column: 1, width: text.length };
    const { path, equals } = splitSet(text);
    if (path === null || path.includes('__proto__') || path.length > MAX_PATH) {
      const words = {
        message: `"${text.slice(0, 100)}" is not of the form path=value.`,
        remedy:
          'For instance: --set settings.recommended.runners=6; a name with dots in quotes: hosts."mx.example".setup=1s',
      };
      problems.push(problemAt(place, 'E_SET', words));
      return;
    }
    const read = readTree(source, `${' '.repeat(equals + 1)}${text.slice(equals + 1) || 'null'}`);
    problems.push(...read.problems);
    if (read.tree === null) return;
    const outcome = setPath(result, path, read.tree, place);
    if (typeof outcome === 'string') {
      const remedy = 'List items are counted from 0: hosts.exchange-online.faults.0.for=5m';
      problems.push(problemAt(place, 'E_SET', { message: outcome, remedy }));
    } else {
      result = outcome;
    }
  });
  return { tree: result, problems };
}

/** Steps: more lead deeper than a scenario goes. */
const MAX_PATH = 20;

const SET = /^\s*((?:"[^"]+"|[^."=\s]+)(?:\.(?:"[^"]+"|[^."=\s]+))*)\s*=/;

/** The steps of `a.b."c.d"=...`, and where the `=` stands; null if it has another form. */
export function splitSet(text: string): { path: string[] | null; equals: number } {
  const match = SET.exec(text);
  if (match === null) return { path: null, equals: -1 };
  const steps = match[1].match(/"[^"]+"|[^."]+/g) ?? [];
  return { path: steps.map((step) => step.replaceAll('"', '')), equals: match[0].length - 1 };
}

/** The tree with one value replaced; a sentence if the path leads nowhere. */
function setPath(
  tree: Located,
  path: readonly string[],
  value: Located,
  place: Place,
): Located | string {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  if (tree.kind === 'list') {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= tree.items.length) {
      return `"${key.slice(0, 60)}" is not one of the ${tree.items.length} items of this list.`;
    }
    const item = setPath(tree.items[index], rest, value, place);
    if (typeof item === 'string') return item;
    return { ...tree, items: tree.items.map((old, i) => (i === index ? item : old)) };
  }
  if (tree.kind === 'scalar' && tree.value !== null) {
    return `the path goes on with "${key.slice(0, 60)}", but there is a single value before it.`;
  }
  const entries: LocatedMap['entries'] = new Map(tree.kind === 'map' ? tree.entries : []);
  const below = entries.get(key)?.value ?? { kind: 'scalar', place, value: null };
  const inner = setPath(below, rest, value, place);
  if (typeof inner === 'string') return inner;
  entries.set(key, { keyPlace: place, value: inner });
  return { kind: 'map', place: tree.place, entries };
}

/** Width beyond which a value is broken into lines. */
const LINE_WIDTH = 100;

/**
 * A scenario's text with values changed in it: comments, order and everything else stay, so that what
 * one tried can be kept as a file. `sets` and the text were read before without an error.
 */
export function changedText(text: string, sets: readonly string[]): string {
  const document = parseDocument(text);
  for (const set of sets) {
    const { path, equals } = splitSet(set);
    if (path === null) continue;
    // Its warnings would be written to standard error by the parser itself, as they are.
    const value = parse(set.slice(equals + 1), { logLevel: 'error' });
    document.setIn(path, document.createNode(value, { flow: true }));
  }
  return document.toString({ lineWidth: LINE_WIDTH });
}
