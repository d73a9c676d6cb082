/**
 * Mutations of a scenario: first of its tree, where fields are taken over from other scenarios or
 * get other values, then now and then of its text.
 */
import { parse, stringify } from 'yaml';
import type { Choices } from './choices.ts';
import type { Corpus, CorpusScenario } from './corpus.ts';
import { DURATIONS, HOSTILE_TEXTS, NUMBERS } from './extremes.ts';

type Path = readonly (string | number)[];
type Container = Record<string | number, unknown>;
type TreeMutation = (tree: Container, choices: Choices, corpus: Corpus) => void;
type TextMutation = (text: string, choices: Choices) => string;

/** Every path in a tree but its root. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inner = keys.flatMap((key) => pathsOf((value as Container)[key], [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function leavesOf(tree: Container): Path[] {
  return pathsOf(tree).filter((path) => typeof valueAt(tree, path) !== 'object');
}

function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Container | undefined)?.[key], tree);
}

/** Sets a value, and makes the maps and lists that lead there; false where something else stands. */
function setAt(tree: Container, path: Path, value: unknown): boolean {
  let at: Container = tree;
  for (const [i, key] of path.slice(0, -1).entries()) {
    at[key] ??= typeof path[i + 1] === 'number' ? [] : {};
    if (typeof at[key] !== 'object') return false;
    at = at[key] as Container;
  }
  at[path[path.length - 1]] = value;
  return true;
}

function containerOf(tree: Container, path: Path): Container {
  return (path.length === 1 ? tree : valueAt(tree, path.slice(0, -1))) as Container;
}

/** In a host or setting that is there, as a rule, instead of one of another name. */
function inPlaceOf(tree: Container, path: Path, choices: Choices): Path {
  const [top, , ...rest] = path;
  const there = Object.keys((tree[top] as Container | undefined) ?? {});
  const named = (top === 'hosts' || top === 'settings') && path.length > 1 && there.length > 0;
  return named && choices.chance(0.8) ? [top, choices.pick(there), ...rest] : path;
}

/** Takes a part over from another scenario: with all that it stands in, where that is missing here. */
const graft: TreeMutation = (tree, choices, { scenarios }) => {
  const donor = choices.pick(scenarios).tree as Container;
  const from = choices.pick(pathsOf(donor));
  if (KEPT.includes(from[0] as string)) return;
  const to = inPlaceOf(tree, from, choices);
  const missing = to.findIndex((_, i) => valueAt(tree, to.slice(0, i + 1)) === undefined);
  const length = missing < 0 ? to.length : missing + 1;
  const last = to[length - 1];
  const list =
    typeof last === 'number' ? (containerOf(tree, to.slice(0, length)) as unknown) : null;
  const at = Array.isArray(list) ? Math.min(last as number, list.length) : last;
  const value = structuredClone(valueAt(donor, from.slice(0, length)));
  setAt(tree, [...to.slice(0, length - 1), at], value);
};

/** Taken over, they lead to files or names that are not there. */
const KEPT = ['version', 'extends', 'expect', 'question', 'compare'];

/** Another value of the same kind: `5m` becomes `25m`, 3 becomes 30. */
const scale: TreeMutation = (tree, choices) => {
  const numeric = leavesOf(tree).filter((path) => /^\d/.test(String(valueAt(tree, path))));
  if (numeric.length === 0) return;
  const path = choices.pick(numeric);
  if (path[0] === 'version') return;
  const value = valueAt(tree, path);
  const factor = choices.pick([0, 0.01, 0.1, 0.5, 2, 5, 10, 100, 1e6]);
  const scaled = String(value).replace(/^\d+(\.\d+)?/, (digits) => {
    const product = Number(digits) * factor;
    return String(
      Number.isInteger(Number(digits)) && factor >= 1 ? product : Number(product.toPrecision(4)),
    );
  });
  setAt(tree, path, typeof value === 'number' ? Number(scaled) : scaled);
};

const replace: TreeMutation = (tree, choices) => {
  const others: unknown[] = [null, true, [], {}, [[]], Number(choices.pick(NUMBERS))];
  const value = choices.pick<unknown>([
    choices.pick(others),
    choices.pick(NUMBERS),
    choices.pick(DURATIONS),
    choices.pick(DURATIONS),
    choices.pick(HOSTILE_TEXTS),
  ]);
  setAt(tree, choices.pick(leavesOf(tree)), value);
};

/** In texts that are shown, hostile ones are valid. */
const TEXTS = ['name', 'question', 'description'] as const;

const TREE_MUTATIONS: readonly TreeMutation[] = [
  graft,
  graft,
  graft,
  graft,
  scale,
  scale,
  scale,
  replace,
  (tree, choices) => {
    const path = choices.pick(pathsOf(tree));
    if (path[0] === 'version') return;
    const container = containerOf(tree, path);
    if (Array.isArray(container)) container.splice(path[path.length - 1] as number, 1);
    else delete container[path[path.length - 1]];
  },
  // A list's item twice, or the list turned round.
  (tree, choices) => {
    const lists = pathsOf(tree)
      .map((path) => valueAt(tree, path))
      .filter(Array.isArray);
    if (lists.length === 0) return;
    const list = choices.pick(lists);
    if (choices.chance(0.5)) list.reverse();
    else list.push(structuredClone(choices.pick(list)));
  },
  (tree, choices) => {
    tree[choices.pick(TEXTS)] = choices.pick(HOSTILE_TEXTS);
  },
  // A host or a setting gets another name.
  (tree, choices) => {
    const top = choices.pick(['hosts', 'settings', 'destinations']);
    const named = tree[top] as Container | undefined;
    if (typeof named !== 'object' || named === null || Array.isArray(named)) return;
    const names = Object.keys(named);
    if (names.length === 0) return;
    const name = choices.pick(names);
    named[choices.chance(0.5) ? `${name}-2` : choices.pick(HOSTILE_TEXTS)] = named[name];
    if (choices.chance(0.5)) delete named[name];
  },
  (tree, choices) => {
    tree.run = { ...(tree.run as object), 'arrivals-for': choices.pick(['1m', '5m', '20m']) };
  },
];

const TEXT_MUTATIONS: readonly TextMutation[] = [
  (text, choices) => onLines(text, choices, (line) => [line, line]),
  (text, choices) => onLines(text, choices, () => []),
  (text, choices) => onLines(text, choices, (line) => [`${' '.repeat(choices.below(4))}${line}`]),
  (text, choices) => onLines(text, choices, (line) => [line.replace(/: (?=\S)/, ': &a ')]),
  (text, choices) => onLines(text, choices, (line) => [line.replace(/: \S.*/, ': *a')]),
  (text, choices) => onLines(text, choices, (line) => [line, `${/^ */.exec(line)?.[0]}<<: *a`]),
  (text, choices) => onLines(text, choices, (line) => [line.replace(/\w+(?=:)/, 'x-$&')]),
  (text) => `${text}x: &a [x, x, x, x]\ny: &b [*a, *a, *a, *a]\nz: [*b, *b, *b, *b]\n`,
  (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`,
  (text, choices) => `${text}deep: ${'['.repeat(choices.pick([3, 100, 5000]))}`,
  (text, choices) => insert(text, choices, choices.pick(HOSTILE_TEXTS)),
  (text, choices) => insert(text, choices, String.fromCharCode(choices.below(256))),
  (text, choices) => text.slice(0, choices.below(text.length)),
  (text) => `${text}---\n${text}`,
];

function onLines(text: string, choices: Choices, change: (line: string) => string[]): string {
  const lines = text.split('\n');
  const at = choices.below(lines.length);
  lines.splice(at, 1, ...change(lines[at]));
  return lines.join('\n');
}

function insert(text: string, choices: Choices, what: string): string {
  const at = choices.below(text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
}

const DEFAULT_QUEUED = 1_000_000;
const TEXT_SHARE = 0.1;
const AS_IT_IS_SHARE = 0.1;
const BYTE_SHARE = 0.02;

/** A scenario made of one of the corpus by a few mutations. */
export function mutatedScenario(choices: Choices, corpus: Corpus): Buffer {
  let text = withMutatedTree(choices.pick(corpus.scenarios), choices, corpus);
  for (let left = choices.chance(TEXT_SHARE) ? choices.few() : 0; left > 0; left--) {
    text = choices.pick(TEXT_MUTATIONS)(text, choices);
  }
  const bytes = Buffer.from(text);
  if (choices.chance(BYTE_SHARE)) bytes[choices.below(bytes.length)] = choices.below(256);
  return bytes;
}

function withMutatedTree(base: CorpusScenario, choices: Choices, corpus: Corpus): string {
  if (choices.chance(AS_IT_IS_SHARE)) return base.text;
  const tree = parse(base.text) as Container;
  // What a scenario is expected to show is no longer true of a mutant: exit 4, seldom more.
  if (choices.chance(0.7)) delete tree.expect;
  for (let left = choices.few(0.35); left > 0; left--)
    choices.pick(TREE_MUTATIONS)(tree, choices, corpus);
  keepMemory(tree);
  return stringify(tree);
}

/** A raised limit is a wish for memory, 0.5 GB a million messages: mutants keep to the default. */
function keepMemory({ limits }: Container): void {
  if (typeof limits !== 'object' || limits === null) return;
  const { queued } = limits as Container;
  if (typeof queued === 'number' && queued > DEFAULT_QUEUED)
    (limits as Container).queued = DEFAULT_QUEUED;
}
