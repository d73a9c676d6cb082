/**
 * YAML read into a tree whose every value knows where it stands, so that an error can point at it.
 *
 * Trees are merged (`extends`, `--set`) without losing the places. Depth, aliases and size are
 * bounded here: a hostile file is refused, not expanded.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import {
  MAX_PROBLEMS,
  type Place,
  type Problem,
  type ProblemCode,
  problemAt,
  type Source,
  type Words,
} from './problem.ts';

export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: Map<string, { readonly keyPlace: Place; readonly value: Located }>;
}

interface LocatedList {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: Located[];
}

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
}

/** The values of a tree, without their places. */
export function plainValue(node: Located): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainValue);
    case 'map':
      return Object.fromEntries(
        [...node.entries].map(([key, { value }]) => [key, plainValue(value)]),
      );
  }
}

/** What a path leads to among values without places; undefined: nothing stands there. */
export function plainAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[step];
  }
  return current;
}

/** The same with places, by names alone; null if it leads nowhere. */
export function valueAt(tree: Located, path: readonly string[]): Located | null {
  let node: Located | undefined = tree;
  for (const step of path) node = node?.kind === 'map' ? node.entries.get(step)?.value : undefined;
  return node ?? null;
}

/** A scenario file has some hundred lines; this leaves room for hundreds of times that. */
export const MAX_SCENARIO_LENGTH = 500_000;
const MAX_DEPTH = 30;
const MAX_NODES = 100_000;

export function sourceOf(name: string, text: string, isPrivate = false): Source {
  return { name, lines: text.split(/\r?\n/), isPrivate };
}

/** Reads YAML. `problems` is empty if and only if `tree` is whole. */
export function readTree(
  source: Source,
  text: string,
): { tree: Located | null; problems: Problem[] } {
  const refused = (code: ProblemCode, words: Words) => ({
    tree: null,
    problems: [{ code, place: null, sourceName: source.name, ...words }],
  });
  if (text.length > MAX_SCENARIO_LENGTH) {
    return refused('E_TOO_LARGE', {
      message: `${(text.length / 1e6).toFixed(1)} MB is more than the ${MAX_SCENARIO_LENGTH / 1e6} MB that a scenario may have.`,
      remedy:
        'Sum recorded arrivals up as a rate, or put them into a file of their own (recorded:).',
    });
  }
  if (nestsTooDeep(text)) return refused('E_TOO_DEEP', TOO_DEEP);
  const lineCounter = new LineCounter();
  try {
    const document = parsed(text, lineCounter);
    if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
      return refused('E_TOO_DEEP', TOO_DEEP);
    }
    const builder = new TreeBuilder(source, lineCounter);
    for (const error of document.errors.slice(0, MAX_PROBLEMS)) {
      builder.problems.push(problemAt(builder.place(error.pos), 'E_YAML', yamlWords(error)));
    }
    if (builder.problems.length > 0) return { tree: null, problems: builder.problems };
    if (document.contents === null) {
      return refused('E_MISSING', {
        message: 'the file is empty.',
        remedy: 'mailpath init writes a scenario to start from.',
      });
    }
    const tree = builder.read(document);
    return { tree: builder.problems.length > 0 ? null : tree, problems: builder.problems };
  } catch (error) {
    if (error instanceof RangeError) return refused('E_TOO_DEEP', TOO_DEEP);
    throw error;
  }
}

const TOO_DEEP: Words = {
  message: `nested deeper than ${MAX_DEPTH} levels, or too much of it.`,
  remedy: 'A scenario needs 6 levels.',
};

/**
 * The parser's document: of YAML 1.2's core types, whatever version or type the text itself asks for.
 * Errors are its only answer to a bad text, and most of their cost is a stack that nobody sees.
 */
function parsed(text: string, lineCounter: LineCounter): Document.Parsed {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
      logLevel: 'silent',
    });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The parser's complaint; where it speaks of its own functions, ours. */
function yamlWords({ code, message }: { readonly code: string; readonly message: string }): Words {
  if (code === 'MULTIPLE_DOCS') {
    return {
      message: 'a second document begins here (---).',
      remedy: 'Keep one; settings of one scenario stand under settings:.',
    };
  }
  return { message, remedy: 'Mend the YAML here.' };
}

/** A cheap look before parsing: the parser itself recurses. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) depth++;
    else if (c === 0x5d || c === 0x7d) depth = Math.max(0, depth - 1);
    else if (c === 0x0a && depth > 0 && depth <= MAX_DEPTH) continue;
    if (depth > MAX_DEPTH * 4) return true;
  }
  return /^ {200}/m.test(text) || /(- ){40}/.test(text);
}

/** Turns the parser's nodes into a located tree; aliases are written out, up to a bound. */
class TreeBuilder {
  readonly problems: Problem[] = [];
  private readonly source: Source;
  private readonly lineCounter: LineCounter;
  /** What each alias stands for. */
  private readonly targets = new Map<Alias, Node | undefined>();
  private nodes = 0;

  constructor(source: Source, lineCounter: LineCounter) {
    this.source = source;
    this.lineCounter = lineCounter;
  }

  read(document: Document.Parsed): Located {
    this.resolveAliases(document);
    return this.build(document.contents, 0);
  }

  place([from, to]: readonly number[]): Place {
    const { line, col } = this.lineCounter.linePos(from);
    return { source: this.source, line, column: col, width: Math.max(1, to - from) };
  }

  /**
   * An alias stands for the last such anchor before it; names have none. In one walk: the parser's own
   * search for an anchor goes through the whole document for each alias.
   */
  private resolveAliases(document: Document.Parsed): void {
    const anchors = new Map<string, Node>();
    visit(document, (key, node) => {
      if (key === 'key') return visit.SKIP;
      if (isAlias(node)) this.targets.set(node, anchors.get(node.source));
      else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
      return undefined;
    });
  }

  private build(node: unknown, depth: number): Located {
    const place = this.placeOf(node);
    if (++this.nodes > MAX_NODES || depth > MAX_DEPTH) {
      this.object('E_ALIAS', place, {
        message: `aliases or nesting make more than ${MAX_NODES} values or ${MAX_DEPTH} levels of it.`,
        remedy: 'Write the values out.',
      });
    } else if (isAlias(node)) {
      const target = this.targets.get(node);
      if (target !== undefined) return this.build(target, depth + 1);
      this.object('E_ALIAS', place, {
        message: `the alias *${node.source} refers to no anchor before it.`,
        remedy: 'Set the anchor with &name first.',
      });
    } else if (isMap(node)) {
      return this.buildMap(node, place, depth);
    } else if (isSeq(node)) {
      return { kind: 'list', place, items: node.items.map((item) => this.build(item, depth + 1)) };
    } else if (isScalar(node)) {
      return { kind: 'scalar', place, value: scalarValue(node.value) };
    }
    return { kind: 'scalar', place, value: null };
  }

  private buildMap(node: YAMLMap, place: Place, depth: number): LocatedMap {
    const entries: LocatedMap['entries'] = new Map();
    for (const pair of node.items) {
      const keyPlace = this.placeOf(pair.key);
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      if (!isScalar(pair.key) || key === '__proto__') {
        this.object(key === '' ? 'E_WRONG_TYPE' : 'E_UNKNOWN_KEY', keyPlace, {
          message:
            key === '' ? 'a group of fields or a list stands for a name.' : `no name is "${key}".`,
          remedy: 'Write a name of letters, digits, dots and hyphens, then a colon.',
        });
        continue;
      }
      // The parser's own check compares every key with every other.
      if (entries.has(key) && this.problems.length < MAX_PROBLEMS) {
        const message = `the key "${key.slice(0, 60)}" stands twice in one group.`;
        const words = { message, remedy: 'Keep one of the two.' };
        this.problems.push(problemAt(keyPlace, 'E_YAML', words));
      }
      const value =
        pair.value === null
          ? ({ kind: 'scalar', place: keyPlace, value: null } as const)
          : this.build(pair.value, depth + 1);
      entries.set(key, { keyPlace, value });
    }
    return { kind: 'map', place, entries };
  }

  private placeOf(node: unknown): Place {
    return this.place((isNode(node) ? node.range : null) ?? [0, 1]);
  }

  /** One such problem is enough: others may be its consequences. */
  private object(code: ProblemCode, place: Place, words: Words): void {
    if (this.problems.length === 0) this.problems.push(problemAt(place, code, words));
  }
}

function scalarValue(value: unknown): LocatedScalar['value'] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return typeof value === 'bigint' ? Number(value) : null;
}
