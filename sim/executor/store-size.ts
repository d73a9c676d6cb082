/**
 * Keeps a store within bounds: beyond LARGEST_BYTES the replications of other code go, then the
 * oldest, until a quarter is free.
 *
 * To list a store takes seconds once it is large, so what was written since the last list is added
 * up in an entry of one number. Two programs that write it at once may lose a part of the sum; the
 * next list puts it right.
 */
import type { EntryStore } from './entry-store.ts';
import { SIZE_KEY, StoreEntries, type StoreEntry, sizeOf } from './store-entries.ts';

/** About 60,000 replications of a usual scenario. */
export const LARGEST_BYTES = 1_000_000_000;
const KEPT_SHARE = 0.75;

/** To be called after a run that wrote so many bytes. */
export async function boundSize(
  store: EntryStore,
  bytesWritten: number,
  current: string,
  largestBytes: number = LARGEST_BYTES,
): Promise<void> {
  const stated = await store.find(SIZE_KEY);
  const before = stated === null || stated === 'damaged' ? '' : stated.data.toString('latin1');
  let bytes = Number(before) + bytesWritten;
  if (!/^\d+$/.test(before) || bytes > largestBytes) {
    const entries = await StoreEntries.read(store, current);
    const going = entries.bytes > largestBytes ? excess(entries, largestBytes) : [];
    if (going.length > 0) await entries.remove(going);
    bytes = entries.bytes - sizeOf(going);
  }
  await store.put(SIZE_KEY, Buffer.from(String(bytes)));
}

/** What goes: stale ones, then the oldest. */
function excess({ ours, stale, bytes }: StoreEntries, largestBytes: number): StoreEntry[] {
  const going: StoreEntry[] = [...stale];
  let left = bytes - sizeOf(going);
  for (const entry of ours) {
    if (left <= KEPT_SHARE * largestBytes) break;
    if (entry.stale) continue;
    going.push(entry);
    left -= entry.bytes;
  }
  return going;
}
