/**
 * The comparison that is shown: after each change one replication at once, then the same with more
 * and more of them, whose intervals narrow as one watches.
 */
import { effect, signal } from '@preact/signals';
import type { PlainFailure } from '../../server/failure.ts';
import type { Preview } from '../../server/thread/preview-tasks.ts';
import { failureOf, postJson } from '../api.ts';
import { Latest } from '../latest.ts';
import { RunStream } from '../run-stream.ts';
import { comparedOf, type Site, setsOf, site } from '../site.ts';

export const comparison = new RunStream();
/** One replication of the current settings, until there is more. */
export const preview = signal<Preview | null>(null);
/** What is shown is of values that have been changed since. */
export const isStale = signal(false);
export const trouble = signal<PlainFailure | null>(null);

/** A slider that is let go again within this does not start a run, ms. */
const SETTLED_MS = 350;
const previews = new Latest();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Compares whenever something was changed; returns how to stop. */
export function compareOnChange(): () => void {
  const stop = effect(() => compare(site.value));
  let last = comparison.shown.peek();
  const fresh = effect(() => {
    const shown = comparison.shown.value;
    if (shown === last) return;
    last = shown;
    isStale.value = false;
    preview.value = null;
  });
  return () => {
    stop();
    fresh();
    clearTimeout(timer);
    comparison.drop();
  };
}

/** Once more, though nothing was changed: it was cancelled. */
export function compareAgain(): void {
  compare(site.peek());
}

function compare(now: Site): void {
  isStale.value = true;
  comparison.drop();
  const body = { scenario: now.scenario, set: setsOf(now) };
  // What comes late is of no use: something else is set by then, or there is more than a preview.
  const isLate = () => site.peek() !== now || !isStale.peek();
  previews.run(async () => {
    if (isLate()) return;
    try {
      const found = await postJson<Preview>('api/preview', { ...body, settings: ['current'] });
      if (isLate()) return;
      preview.value = found;
      trouble.value = null;
    } catch (error) {
      if (isLate()) return;
      preview.value = null;
      const failure = failureOf(error);
      // Too much for a preview is not too much for a run.
      trouble.value = failure.code === 'too-large' ? null : failure;
    }
  });
  clearTimeout(timer);
  timer = setTimeout(() => {
    const options = { settings: comparedOf(now).join(',') };
    comparison.start({ study: 'compare', ...body, options, interim: true, ephemeral: true });
  }, SETTLED_MS);
}
