/**
 * What a large run leaves lies outside of the heap, as arrays that nobody needs any more: they count
 * little where the engine decides whether to collect, and a thread that waits never does.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Arrays of a quarter of a million messages or so. */
const MANY_BYTES = 100e6;

let collect: (() => void) | null = null;

/** Gives back, if it is much, what the thread no longer needs. */
export function releaseMemory(): void {
  if (process.memoryUsage().arrayBuffers < MANY_BYTES) return;
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
