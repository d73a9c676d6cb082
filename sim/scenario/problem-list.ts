/** Collects the problems of one scenario, each at the place of a path in its located tree. */
import type { Located } from './located.ts';
import {
  MAX_PROBLEMS,
  type Place,
  type Problem,
  type ProblemCode,
  problemAt,
  type Words,
} from './problem.ts';

export type Path = readonly (string | number)[];

export class ProblemList {
  readonly all: Problem[] = [];
  private readonly seen = new Set<string>();
  private readonly tree: Located;

  constructor(tree: Located) {
    this.tree = tree;
  }

  /** Adds a problem of the value at `path`, or of its key if `ofKey` is set. */
  add(code: ProblemCode, path: Path, words: Words, ofKey = false): void {
    const place = this.placeOf(path, ofKey);
    const same = `${code} ${place.source.name}:${place.line}:${place.column} ${words.message}`;
    if (this.seen.has(same) || this.all.length >= MAX_PROBLEMS) return;
    this.seen.add(same);
    this.all.push(problemAt(place, code, words));
  }

  /** Adds that two values cannot hold at once. */
  contradiction(path: Path, message: string, remedy: string): void {
    this.add('E_CONTRADICTION', path, { message, remedy });
  }

  /** The place of a value, or of the nearest group around it that is there. */
  private placeOf(path: Path, ofKey: boolean): Place {
    let node = this.tree;
    let { place } = node;
    for (const [i, step] of path.entries()) {
      if (node.kind === 'map') {
        const entry = node.entries.get(String(step));
        if (entry === undefined) break;
        node = entry.value;
        const isOfKey = ofKey && i === path.length - 1;
        place = node.kind !== 'scalar' || isOfKey ? entry.keyPlace : node.place;
      } else {
        const item: Located | undefined =
          node.kind === 'list' ? node.items[Number(step)] : undefined;
        if (item === undefined) break;
        node = item;
        place = node.place;
      }
    }
    return firstLine(place);
  }
}

/** A place that does not reach beyond its line. */
function firstLine(place: Place): Place {
  const text = place.source.lines[place.line - 1] ?? '';
  const width = Math.max(1, Math.min(place.width, text.length - place.column + 1));
  return { ...place, width };
}
