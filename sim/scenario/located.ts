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
  type YAMLMap,
} from 'yaml';
import type { Words } from './messages.ts';
import {
  MAX_PROBLEMS,
  type Place,
  type Problem,
  type ProblemCode,
  type Source,
} from './problem.ts';

export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: Map<string, { readonly keyPlace: Place; readonly value: Located }>;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: Located[];
}

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
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
  if (text.length > MAX_SCENARIO_LENGTH) {
    return failed(
      source,
      'E_TOO_LARGE',
      `${(text.length / 1e6).toFixed(1)} MB is more than the ${MAX_SCENARIO_LENGTH / 1e6} MB that a scenario may have.`,
      'Sum recorded arrivals up as a rate, or put them into a file of their own (recorded:).',
    );
  }
  if (nestsTooDeep(text)) return tooDeep(source);
  const lineCounter = new LineCounter();
  try {
    const document = parsed(text, lineCounter);
    if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return tooDeep(source);
    const problems = document.errors.slice(0, MAX_PROBLEMS).map((error): Problem => {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      const width = Math.max(1, error.pos[1] - error.pos[0]);
      const place = { source, line, column: col, width };
      const { message, remedy } = yamlWords(error);
      return { code: 'E_YAML', place, sourceName: source.name, message, remedy };
    });
    if (problems.length > 0) return { tree: null, problems };
    if (document.contents === null) {
      return failed(
        source,
        'E_MISSING',
        'the file is empty.',
        'mailpath init writes a scenario to start from.',
      );
    }
    const builder = new TreeBuilder(source, lineCounter);
    const tree = builder.build(document.contents, 0);
    return { tree: builder.problems.length > 0 ? null : tree, problems: builder.problems };
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(source);
    throw error;
  }
}

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

function tooDeep(source: Source): { tree: null; problems: Problem[] } {
  return failed(
    source,
    'E_TOO_DEEP',
    `nested deeper than ${MAX_DEPTH} levels, or too much of it.`,
    'A scenario needs 6 levels.',
  );
}

function failed(
  source: Source,
  code: ProblemCode,
  message: string,
  remedy: string,
): { tree: null; problems: Problem[] } {
  return {
    tree: null,
    problems: [{ code, place: null, sourceName: source.name, message, remedy }],
  };
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
  /** The node that an anchor stands for so far, and what each alias met so far stands for. */
  private readonly anchors = new Map<string, Node>();
  private readonly targets = new Map<Alias, Node | undefined>();
  /** Anchored nodes that were met: written out for an alias, they are not met again. */
  private readonly seen = new Set<Node>();
  private nodes = 0;

  constructor(source: Source, lineCounter: LineCounter) {
    this.source = source;
    this.lineCounter = lineCounter;
  }

  build(node: unknown, depth: number): Located {
    const place = this.placeOf(node);
    this.noteAnchor(node);
    if (++this.nodes > MAX_NODES || depth > MAX_DEPTH) {
      this.object(
        'E_ALIAS',
        place,
        `aliases or nesting make more than ${MAX_NODES} values or ${MAX_DEPTH} levels of it.`,
        'Write the values out.',
      );
      return { kind: 'scalar', place, value: null };
    }
    if (isAlias(node)) {
      const target = this.targetOf(node);
      if (target !== undefined) return this.build(target, depth + 1);
      this.object(
        'E_ALIAS',
        place,
        `the alias *${node.source} refers to no anchor before it.`,
        'Set the anchor with &name first.',
      );
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
        this.object(
          key === '' ? 'E_WRONG_TYPE' : 'E_UNKNOWN_KEY',
          keyPlace,
          key === '' ? 'a group of fields or a list stands for a name.' : `no name is "${key}".`,
          'Write a name of letters, digits, dots and hyphens, then a colon.',
        );
        continue;
      }
      // The parser's own check compares every key with every other.
      if (entries.has(key) && this.problems.length < MAX_PROBLEMS) {
        const message = `the key "${key.slice(0, 60)}" stands twice in one group.`;
        const { source } = this;
        const remedy = 'Keep one of the two.';
        this.problems.push({
          code: 'E_YAML',
          place: keyPlace,
          sourceName: source.name,
          message,
          remedy,
        });
      }
      const value =
        pair.value === null
          ? ({ kind: 'scalar', place: keyPlace, value: null } as const)
          : this.build(pair.value, depth + 1);
      entries.set(key, { keyPlace, value });
    }
    return { kind: 'map', place, entries };
  }

  /** The parser's own search for an alias's anchor walks through the whole document each time. */
  private targetOf(alias: Alias): Node | undefined {
    if (!this.targets.has(alias)) this.targets.set(alias, this.anchors.get(alias.source));
    return this.targets.get(alias);
  }

  /** In the order of the file: an alias stands for the last such anchor before it. */
  private noteAnchor(node: unknown): void {
    if (!(isScalar(node) || isMap(node) || isSeq(node)) || node.anchor === undefined) return;
    if (this.seen.has(node)) return;
    this.seen.add(node);
    this.anchors.set(node.anchor, node);
  }

  private placeOf(node: unknown): Place {
    const range = isNode(node) ? node.range : null;
    const [from, to] = range ?? [0, 1];
    const { line, col } = this.lineCounter.linePos(from);
    return { source: this.source, line, column: col, width: Math.max(1, to - from) };
  }

  private object(code: ProblemCode, place: Place, message: string, remedy: string): void {
    if (this.problems.length > 0) return;
    this.problems.push({ code, place, sourceName: this.source.name, message, remedy });
  }
}

function scalarValue(value: unknown): LocatedScalar['value'] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return typeof value === 'bigint' ? Number(value) : null;
}
