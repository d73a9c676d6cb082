/**
 * What the server says of the scenario before anything is simulated: its controls as it stands, and
 * the closed forms with what was turned in it, while it is being turned.
 */
import { computed, effect, signal } from '@preact/signals';
import type { PlainFailure } from '../server/failure.ts';
import type { Inspection } from '../server/thread/tasks.ts';
import { failureOf, postJson } from './api.ts';
import { Latest } from './latest.ts';
import { comparedOf, type Site, setsOf, site } from './site.ts';

/** Of the scenario without changes: where controls begin, how far they go. */
export const base = signal<Inspection | null>(null);
/** With the changes. */
export const changed = signal<Inspection | null>(null);
export const trouble = signal<PlainFailure | null>(null);
/** What is being turned and was not let go yet. */
export const turning = signal<Partial<Site> | null>(null);

/** Names of the scenario's settings. */
export const settingNames = computed(() => changed.value?.settings ?? comparedOf(site.value));

inspectOnChange(
  () => ({ scenario: site.value.scenario, set: [] }),
  (found) => {
    base.value = found;
  },
);
inspectOnChange(
  () => {
    const now = { ...site.value, ...turning.value };
    return { scenario: now.scenario, set: setsOf(now) };
  },
  (found) => {
    if (found === null) return;
    changed.value = found;
    trouble.value = null;
  },
);

/** Asks whenever the question changes; `found` gets null where it cannot be answered. */
function inspectOnChange(
  questionOf: () => object,
  found: (inspection: Inspection | null) => void,
): void {
  const latest = new Latest();
  let requested = '';
  effect(() => {
    const question = questionOf();
    // What is let go is what was turned: it is known already.
    const key = JSON.stringify(question);
    if (key === requested) return;
    requested = key;
    latest.run(async () => {
      try {
        found(await postJson<Inspection>('api/inspect', question));
      } catch (error) {
        requested = '';
        found(null);
        trouble.value = failureOf(error);
      }
    });
  });
}
