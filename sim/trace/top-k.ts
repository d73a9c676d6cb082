/** The first k of any number of items by an order, in bounded memory. */

export class TopK<T> {
  private items: T[] = [];
  private readonly k: number;
  private readonly order: (a: T, b: T) => number;

  /** `order` as for a sort. */
  constructor(k: number, order: (a: T, b: T) => number) {
    this.k = k;
    this.order = order;
  }

  add(item: T): void {
    this.items.push(item);
    if (this.items.length >= 2 * this.k) this.items = this.list();
  }

  list(): T[] {
    return this.items.sort(this.order).slice(0, this.k);
  }
}
