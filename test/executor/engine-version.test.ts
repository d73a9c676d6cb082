import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineFiles, engineVersion } from '../../sim/executor/replication-store.ts';
import { compiled } from '../compiled-program.ts';

/** What is read of an input without running it: closed forms, inputs and their changes, not results. */
const RECKONED = ['offered-load.js', 'remedies.js'].map((name) => join('mailpath', name));
const files = [...engineFiles().keys()];

describe('the version of the engine', () => {
  it('covers the whole model, and all of the kernel that it runs on', () => {
    const sim = join(compiled.folder, 'sim');
    const model = readdirSync(join(sim, 'mailpath'))
      .map((name) => join('mailpath', name))
      // Of what is types alone nothing is left to run.
      .filter((name) => readFileSync(join(sim, name), 'utf8') !== 'export {};\n')
      .sort();
    expect(model.filter((name) => !files.includes(name))).toEqual(RECKONED.sort());
    expect(files).toContain(join('engine', 'event-queue.js'));
    expect(files).toContain(join('statistics', 'delay-histogram.js'));
    expect(files).toContain(join('mailpath', 'metrics.js'));
  });

  it('does not change with what only reads results', () => {
    expect(files.filter((name) => /^(report|cli|executor|scenario)/.test(name))).toEqual([]);
    expect(files).not.toContain(join('statistics', 'confidence.js'));
  });

  it('is the same each time', () => {
    expect(engineVersion()).toBe(engineVersion());
    expect(engineVersion()).toMatch(/^[0-9a-f]{16}$/);
  });
});
