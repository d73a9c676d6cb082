/** All chance of a case: drawn from one text, so that a case is made again from its seed and number. */
import seedrandom from 'seedrandom';

export class Choices {
  private readonly next: () => number;

  constructor(seed: string) {
    this.next = seedrandom(seed);
  }

  /** A whole number from 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** 1, or more, each further one with this probability. */
  few(further = 0.5): number {
    let count = 1;
    while (count < 8 && this.chance(further)) count++;
    return count;
  }
}
