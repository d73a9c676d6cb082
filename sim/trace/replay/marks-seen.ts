/**
 * The marks of a run's host-status tables: pieces that touch, since a mark was written anew, are one.
 * Units: milliseconds from the start of the run.
 */
import type { Marked } from '../mail-event.ts';
import type { ReplayMark } from './replay.ts';

export class MarksSeen {
  /** In the order in which they ended, of each gateway and host in order of time. */
  readonly all: ReplayMark[] = [];
  private readonly last = new Map<string, number>();

  add({ gateway, host, fromMs, atMs }: Marked): void {
    if (atMs <= fromMs) return;
    const key = `${gateway} ${host}`;
    const index = this.last.get(key) ?? -1;
    if (index >= 0 && this.all[index].toMs === fromMs) {
      this.all[index] = { ...this.all[index], toMs: atMs };
      return;
    }
    this.last.set(key, this.all.length);
    this.all.push({ gateway, host, fromMs, toMs: atMs });
  }

  /** Those that overlap a window, in order of time. */
  within(fromMs: number, toMs: number): ReplayMark[] {
    return this.all
      .filter((mark) => mark.toMs >= fromMs && mark.fromMs <= toMs)
      .sort((a, b) => a.fromMs - b.fromMs || a.gateway - b.gateway || a.host - b.host);
  }
}
