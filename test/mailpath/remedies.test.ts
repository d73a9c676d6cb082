import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import {
  doneBy,
  REMEDIES,
  REMEDIES_NOW,
  remedyOf,
  settingsOf,
  withValue,
} from '../../sim/mailpath/remedies.ts';
import { parseBound } from '../../sim/scenario/bound.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { CHANGE_IDS } from '../../sim/studies/ladder/changes.ts';
import { presentCandidate } from '../../sim/studies/recommend/candidate.ts';
import { remediesAgainst, remedyName } from '../../sim/studies/setting-changes.ts';
import { officeGateway } from '../studies/office-gateway.ts';

const { settings } = officeGateway();

function recommended(): MailPathInput {
  const text = 'version: 2\nquestion: x\nmail: { arrivals: [{ rate: 1/s }] }\n';
  const read = readScenario(text, { file: 'x.yaml', load: () => null, set: [] });
  if (!read.ok) throw new Error('the scenario is valid');
  return read.scenario.settings.get('recommended') as MailPathInput;
}

describe('the remedies', () => {
  it('have each an id, a place in an incident and settings of their own', () => {
    const ids = REMEDIES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(REMEDIES_NOW.map(({ now }) => now.place)).toEqual(REMEDIES_NOW.map((_, i) => i + 1));
    const changed = REMEDIES.flatMap((remedy) => settingsOf(remedy, settings));
    expect(new Set(changed).size).toBe(changed.length);
    expect(CHANGE_IDS).toEqual([...ids, 'rest']);
  });

  it('are in `recommended` as far as the article advises them', () => {
    const { settings: set, actions } = recommended();
    expect(set).toMatchObject({
      messagesPerConnection: 199,
      runners: 2,
      hostStatus: false,
      retryIntervalMs: 60_000,
    });
    expect(actions).toEqual([{ kind: 'clear', atMs: 0, host: -1 }]);
    expect(REMEDIES.map((remedy) => remedyName(remedy, recommended()))).toEqual(
      expect.arrayContaining([
        'limit of 199',
        '2 runners',
        'table cleared',
        'HostStat off',
        '1 min retry',
      ]),
    );
  });

  it('can be bounded where `recommend` chooses among their values', () => {
    expect(presentCandidate(officeGateway())).toMatchObject({ runners: 2, hostStatus: true });
    for (const remedy of REMEDIES) {
      if (remedy.kind === 'action') continue;
      const value = { count: '8', duration: '5m', switch: 'on' }[remedy.kind];
      expect(parseBound(`${remedy.field} = ${value}`)).toMatchObject({ setting: remedy.field });
    }
  });

  it('are done by Proofpoint Support in the cloud where the administrator cannot', () => {
    const cloud = REMEDIES.filter((remedy) => doneBy(remedy, true) === 'Proofpoint Support');
    expect(cloud.map(({ id }) => id)).toContain('host-status');
    expect(new Set(REMEDIES.map((remedy) => doneBy(remedy, false)))).toEqual(
      new Set(['administrator']),
    );
  });

  it('keep MaxQueueChildren the number of runners where it is', () => {
    const inAll = { ...settings, runners: 2, maxQueueChildren: 2 };
    expect(withValue(inAll, remedyOf('runners'), 6)).toEqual({
      ...inAll,
      runners: 6,
      maxQueueChildren: 6,
    });
  });

  it('name who does them and why, against what they help', () => {
    expect(remediesAgainst('mark')).toEqual([
      {
        change: 'Switch HostStat off',
        inCloudBy: 'Proofpoint Support',
        why: 'a failure then stays with the process that had it, and the next queue run tries for real',
      },
    ]);
    expect(remediesAgainst('cut', { limit: { value: '120', aside: ' (here 150)' } })).toEqual([
      {
        change: 'Limit messages per connection to 120',
        inCloudBy: 'administrator',
        why: 'fewer than a connection carries before it is cut (here 150)',
      },
    ]);
  });
});
