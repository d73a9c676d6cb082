/** Of any number of items the first few by an order, in bounded memory. */

export class Foremost<T> {
  private items: T[] = [];
  private readonly most: number;
  private readonly order: (a: T, b: T) => number;

  /** `most` are kept; `order` as for a sort. */
  constructor(most: number, order: (a: T, b: T) => number) {
    this.most = most;
    this.order = order;
  }

  add(item: T): void {
    this.items.push(item);
    if (this.items.length >= 2 * this.most) this.items = this.list();
  }

  list(): T[] {
    return this.items.sort(this.order).slice(0, this.most);
  }
}
