/** Collects the problems of one scenario, each at the place of a path in its located tree. */
import type { Located } from './located.ts';
import { MAX_PROBLEMS, type Place, type Problem, type ProblemCode, type Words } from './problem.ts';

export type Path = readonly (string | number)[];

export class ProblemList {
  readonly all: Problem[] = [];
  private readonly seen = new Set<string>();
  private readonly tree: Located;
  private readonly fileName: string;

  constructor(tree: Located, fileName: string) {
    this.tree = tree;
    this.fileName = fileName;
  }

  /** Adds a problem of the value at `path`, or of its key if `ofKey` is set. */
  add(code: ProblemCode, path: Path, words: Words, ofKey = false): void {
    const place = this.placeOf(path, ofKey);
    const same = `${code} ${place?.source.name}:${place?.line}:${place?.column} ${words.message}`;
    if (this.seen.has(same)) return;
    if (this.all.length >= MAX_PROBLEMS) return;
    this.seen.add(same);
    const sourceName = place?.source.name ?? this.fileName;
    this.all.push({ code, place, sourceName, ...words });
  }

  /** Adds that two values cannot hold at once. */
  contradiction(path: Path, message: string, remedy: string): void {
    this.add('E_CONTRADICTION', path, { message, remedy });
  }

  /** The place of a value, or of the nearest group around it that is there. */
  placeOf(path: Path, ofKey = false): Place | null {
    let node = this.tree;
    let place: Place | null = firstLine(node.place);
    for (const [i, step] of path.entries()) {
      if (node.kind === 'map') {
        const entry = node.entries.get(String(step));
        if (entry === undefined) return place;
        const isLast = i === path.length - 1;
        node = entry.value;
        const pointsAtKey = node.kind !== 'scalar' || (isLast && ofKey);
        place = firstLine(pointsAtKey ? entry.keyPlace : node.place);
      } else if (node.kind === 'list') {
        const item = node.items[Number(step)];
        if (item === undefined) return place;
        node = item;
        place = firstLine(node.place);
      } else {
        return place;
      }
    }
    return place;
  }
}

/** A place that does not reach beyond its line. */
function firstLine(place: Place): Place {
  const text = place.source.lines[place.line - 1] ?? '';
  const width = Math.max(1, Math.min(place.width, text.length - place.column + 1));
  return { ...place, width };
}
