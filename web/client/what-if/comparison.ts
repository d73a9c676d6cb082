/**
 * The comparison that is shown: after each change one replication at once, then the same with more
 * and more of them, whose intervals narrow while one looks.
 */
import { effect, signal } from '@preact/signals';
import type { PlainFailure } from '../../server/failure.ts';
import type { Preview } from '../../server/thread/preview-task.ts';
import { failureOf, postJson } from '../api.ts';
import { Latest } from '../latest.ts';
import { RunStream } from '../run-stream.ts';
import { comparedOf, setsOf, site } from '../site.ts';

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
  const stop = effect(() => {
    const now = site.value;
    isStale.value = true;
    comparison.cancel();
    const body = { scenario: now.scenario, set: setsOf(now) };
    previews.ask(async () => {
      try {
        preview.value = await postJson<Preview>('api/preview', { ...body, settings: ['current'] });
        trouble.value = null;
      } catch (error) {
        preview.value = null;
        const failure = failureOf(error);
        // Too much for a preview is not too much for a run.
        trouble.value = failure.code === 'too-large' ? null : failure;
      }
    });
    clearTimeout(timer);
    timer = setTimeout(() => {
      const options = { settings: comparedOf(now).join(',') };
      comparison.start({ inquiry: 'compare', ...body, options, interim: true });
    }, SETTLED_MS);
  });
  const fresh = effect(() => {
    if (comparison.shown.value !== null) {
      isStale.value = false;
      preview.value = null;
    }
  });
  return () => {
    stop();
    fresh();
    clearTimeout(timer);
    comparison.cancel();
  };
}
