/** A gate that lets so many through at a time: open files are few, a batch may have thousands of jobs. */
export class Gate {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(places: number) {
    this.free = places;
  }

  /** Begins `action` as soon as there is a place, in the order of the calls. */
  async pass<T>(action: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await action();
    } finally {
      const next = this.waiting.shift();
      // A place is handed on, so that nobody slips in between.
      if (next === undefined) this.free++;
      else next();
    }
  }
}
