/** What is refused of a run before it waits its turn, and what is left to the run itself. */
import { describe, expect, it } from 'vitest';
import { SCENARIO_FOLDER } from '../../../sim/cli/package-root.ts';
import { limitsWith } from '../../../web/server/limits.ts';
import { check } from '../../../web/server/thread/tasks.ts';

const checked = (study: string, options: Record<string, string | string[]>) =>
  check({
    request: { study, options, scenario: { name: 'main' }, set: [] },
    context: {
      places: {
        version: 'test',
        scenarioFolder: SCENARIO_FOLDER,
        tasksFile: '',
        workerFile: '',
        storeFolder: null,
      },
      limits: limitsWith([]),
      threadsOfRun: 0,
    },
  });

describe('a run that is looked at before it waits', () => {
  it('is refused at once where its plan does not hold', async () => {
    const refused = await checked('ladder', { from: 'default', to: 'default' });
    expect(refused).toMatchObject({ ok: false, failure: { code: 'usage' } });
    expect(await checked('ladder', {})).toEqual({ ok: true, value: null });
  });

  it('is refused for its options whatever the study', async () => {
    expect(await checked('sweep', {})).toMatchObject({ ok: false, failure: { code: 'usage' } });
    expect(await checked('no-such-study', {})).toMatchObject({ ok: false });
  });

  it('reads no point of a sweep: that a value of it does not hold is found by the run', async () => {
    expect(await checked('sweep', { vary: ['runners=1,-5'] })).toEqual({ ok: true, value: null });
  });
});
