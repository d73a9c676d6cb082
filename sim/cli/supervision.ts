/**
 * What the main thread and the thread of a command know of each other: one word of shared memory,
 * and a few messages.
 */
import type { Surroundings } from './terminal.ts';

/** Handed to the thread when it starts. */
export interface CommandTask {
  readonly words: readonly string[];
  readonly surroundings: Surroundings;
  /** One Int32: 0; 1 as soon as the command is to end. */
  readonly interrupt: SharedArrayBuffer;
}

/** From the thread to the main thread. */
export type CommandNews =
  | { readonly kind: 'wants-input' }
  | { readonly kind: 'last-words'; readonly text: string }
  | { readonly kind: 'temporary'; readonly path: string; readonly exists: boolean };
