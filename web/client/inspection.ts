/**
 * What the server says of the scenario before anything is simulated: its controls as it stands, and
 * the closed forms with what was turned in it, while it is being turned.
 */
import { effect, signal } from '@preact/signals';
import type { PlainFailure } from '../server/failure.ts';
import type { Inspection } from '../server/thread/question-tasks.ts';
import { failureOf, postJson } from './api.ts';
import { Latest } from './latest.ts';
import { type Site, setsOf, site } from './site.ts';

/** Of the scenario without changes: where controls begin, how far they go. */
export const base = signal<Inspection | null>(null);
/** With the changes. */
export const changed = signal<Inspection | null>(null);
export const trouble = signal<PlainFailure | null>(null);
/** What is being turned and was not let go yet. */
export const turning = signal<Partial<Site> | null>(null);

let requested = '';
const bases = new Latest();
const changes = new Latest();
let scenarioOfBase = '';

effect(() => {
  const { scenario } = site.value;
  const key = JSON.stringify(scenario);
  if (key === scenarioOfBase) return;
  scenarioOfBase = key;
  bases.run(async () => {
    try {
      base.value = await postJson<Inspection>('api/inspect', { scenario, set: [] });
    } catch (error) {
      base.value = null;
      scenarioOfBase = '';
      trouble.value = failureOf(error);
    }
  });
});

effect(() => {
  const now = { ...site.value, ...turning.value };
  const body = { scenario: now.scenario, set: setsOf(now) };
  // What is let go is what was turned: it is known already.
  const key = JSON.stringify(body);
  if (key === requested) return;
  requested = key;
  changes.run(async () => {
    try {
      changed.value = await postJson<Inspection>('api/inspect', body);
      trouble.value = null;
    } catch (error) {
      requested = '';
      trouble.value = failureOf(error);
    }
  });
});
