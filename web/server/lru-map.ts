/** The newest entries, so many of them: what is put in or asked for last stays longest. */
export class LruMap<K, V> {
  private readonly entries = new Map<K, V>();
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.max) this.entries.delete(oldest);
  }

  /** Oldest first. */
  values(): V[] {
    return [...this.entries.values()];
  }
}
