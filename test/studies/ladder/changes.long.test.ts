import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../../sim/mailpath/input.ts';
import type { GatewaySettings } from '../../../sim/mailpath/settings.ts';
import { readScenario } from '../../../sim/scenario/read-scenario.ts';
import { changesBetween, inputKey, withChanges } from '../../../sim/studies/ladder/changes.ts';
import { officeGateway, RECOMMENDED } from '../office-gateway.ts';

const CLEAR = { kind: 'clear', atMs: 0, host: -1 } as const;
const MARK = { host: 0, ageMs: 60_000 };
const BASE = officeGateway();
const TARGET = officeGateway(RECOMMENDED, { actions: [CLEAR] });

function listed(from: MailPathInput, to: MailPathInput): string[] {
  return changesBetween(from, to).map(({ id, nothing }) => (nothing ? `${id}: ${nothing}` : id));
}

function marked(settings: Partial<GatewaySettings>, changes: Partial<MailPathInput> = {}) {
  return officeGateway(settings, { marks: [MARK], ...changes });
}

describe('the changes between two settings', () => {
  it('stand in the article’s order', () => {
    expect(listed(marked({}), marked(RECOMMENDED, { actions: [CLEAR] }))).toEqual([
      'limit',
      'runners',
      'clear',
      'host-status',
      'retry',
    ]);
  });

  it('make the target of the base, all together', () => {
    const ids = changesBetween(BASE, TARGET).map(({ id }) => id);
    expect(withChanges(BASE, TARGET, ids)).toEqual(TARGET);
    expect(withChanges(BASE, TARGET, [])).toEqual(BASE);
  });

  it('each change one setting', () => {
    expect(withChanges(BASE, TARGET, ['runners']).settings).toEqual({
      ...BASE.settings,
      runners: 4,
    });
    expect(withChanges(BASE, TARGET, ['clear'])).toEqual({ ...BASE, actions: [CLEAR] });
  });

  it('take MaxQueueChildren along where runners are counted in all', () => {
    const base = officeGateway({ runners: 2, maxQueueChildren: 2 });
    const target = officeGateway({ runners: 6, maxQueueChildren: 6 });
    expect(listed(base, target).filter((change) => !change.includes(':'))).toEqual(['runners']);
    expect(withChanges(base, target, ['runners']).settings).toEqual(target.settings);
  });

  it('change nothing where the two agree', () => {
    const target = officeGateway({ ...RECOMMENDED, runners: 2 });
    expect(listed(BASE, target)).toEqual([
      'limit',
      'runners: equal',
      'clear: equal',
      'host-status',
      'retry',
    ]);
  });

  it('do not clear a table on which no mark is in force', () => {
    const cleared = { actions: [CLEAR] };
    expect(listed(BASE, TARGET)).toContain('clear: no-mark');
    const old = { marks: [{ host: 0, ageMs: BASE.settings.hostStatusTimeoutMs }] };
    expect(listed(officeGateway({}, old), officeGateway({}, { ...old, ...cleared }))).toContain(
      'clear: no-mark',
    );
    const off = { hostStatus: false };
    expect(listed(marked(off), marked(off, cleared))).toContain('clear: no-mark');
    expect(listed(marked({}), marked(off, cleared))).toContain('clear');
    expect(listed(marked(off), marked({}, cleared))).toContain('clear');
  });

  it('have a last one for what is none of the five', () => {
    const target = officeGateway({ ...RECOMMENDED, hostStatusTimeoutMs: 60_000, sort: 'time' });
    expect(listed(BASE, target).at(-1)).toBe('rest');
    const { settings } = withChanges(BASE, target, ['rest']);
    expect(settings).toEqual({ ...BASE.settings, hostStatusTimeoutMs: 60_000, sort: 'time' });
  });

  it('know the retry interval of persistent runners from the sleep between passes', () => {
    const persistent = { queueRuns: 'persistent', firstAttempt: 'queue' } as const;
    const base = officeGateway({ ...persistent, retryIntervalMs: 600_000 });
    const target = officeGateway({ ...persistent, retryIntervalMs: 60_000 });
    expect(listed(base, target).filter((change) => !change.includes(':'))).toEqual(['retry']);
  });

  it('know when the scenario’s own actions take a setting out of their hands', () => {
    const actions = [{ kind: 'set', atMs: 5000, settings: { runners: 9 } } as const];
    const changes = changesBetween(BASE, officeGateway(RECOMMENDED, { actions }));
    expect(changes.find(({ id }) => id === 'runners')?.overruledMs).toBe(5000);
    expect(changes.find(({ id }) => id === 'limit')?.overruledMs).toBeNull();
  });

  it('are those of default and recommended in a scenario', () => {
    const text =
      'version: 2\nquestion: x\nmail: { arrivals: [{ rate: 1/s }] }\nsettings: { recommended: { runners: 4 } }\n';
    const read = readScenario(text, { file: 'x.yaml', load: () => null, set: [] });
    if (!read.ok) throw new Error('the scenario is valid');
    const [from, to] = ['default', 'recommended'].map((name) => read.scenario.settings.get(name));
    if (from === undefined || to === undefined) throw new Error('both are built in');
    expect(listed(from, to)).toEqual([
      'limit',
      'runners',
      'clear: no-mark',
      'host-status',
      'retry',
    ]);
    expect(inputKey(withChanges(from, to, ['limit', 'runners', 'host-status', 'retry']))).toBe(
      inputKey(to),
    );
  });
});
