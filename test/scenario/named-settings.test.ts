import { describe, expect, it } from 'vitest';
import { hostTraffic, messageWork } from '../../sim/mailpath/offered-load.ts';
import { formatProblem } from '../../sim/scenario/problem.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { settingNoteLines } from '../../sim/studies/setting-changes.ts';

const BASE = 'version: 2\nquestion: q?\nmail: { arrivals: [{ rate: 1/s }] }\n';

function read(text: string): Scenario {
  const result = readScenario(BASE + text, { file: 'case.yaml', load: () => null, set: [] });
  if (!result.ok) throw new Error(result.errors.map(formatProblem).join('\n'));
  return result.scenario;
}

function codesOf(text: string): string[] {
  const result = readScenario(BASE + text, { file: 'case.yaml', load: () => null, set: [] });
  return result.ok ? [] : result.errors.map(({ code }) => code);
}

function settingsOf(scenario: Scenario, name: string) {
  const input = scenario.settings.get(name);
  if (input === undefined) throw new Error(`no setting ${name}`);
  return input.settings;
}

const linesOf = (scenario: Scenario) =>
  settingNoteLines(scenario.notes, [...scenario.settings.keys()]);

describe('the bounds of a scenario', () => {
  const BOUNDS =
    'bounds: ["host-status = on", "retry-interval >= 5m", "runners <= 16", "messages-per-connection >= 200"]\n';

  it('hold for what is recommended, and for what extends it', () => {
    const scenario = read(
      `${BOUNDS}settings: { default: { runners: 20 }, mine: { extends: recommended, sort: time } }\n`,
    );
    for (const name of ['recommended', 'mine']) {
      expect(settingsOf(scenario, name)).toMatchObject({
        hostStatus: true,
        retryIntervalMs: 300_000,
        runners: 16,
        messagesPerConnection: 200,
      });
    }
    const lines = linesOf(scenario);
    expect(lines).toContain('recommended keeps HostStat on: the scenario binds host-status = on');
    expect(lines).toContain(
      'mine has message retry interval 5m in place of 1m: the scenario binds retry-interval >= 5m',
    );
    expect(lines).toContain(
      'recommended has queue runners 16 in place of 20: the scenario binds runners <= 16',
    );
    expect(lines).toContain(
      'recommended has messages per connection 200 in place of 199: the scenario binds messages-per-connection >= 200',
    );
  });

  it('say nothing where what is recommended keeps to them', () => {
    const scenario = read(
      'bounds: ["runners <= 16", "retry-interval >= 1m", "host-status = off"]\n',
    );
    expect(scenario.notes.map(({ kind }) => kind)).toEqual(['single-thread-delivery']);
    expect(settingsOf(scenario, 'recommended').hostStatus).toBe(false);
  });

  it('leave alone what the user wrote, with a caution where it breaks one', () => {
    const scenario = read(
      `${BOUNDS}settings: { mine: { extends: recommended, host-status: off, runners: 32, retry-interval: 1m } }\n`,
    );
    expect(settingsOf(scenario, 'mine')).toMatchObject({
      hostStatus: false,
      runners: 32,
      retryIntervalMs: 60_000,
      messagesPerConnection: 200,
    });
    const ofMine = scenario.notes.filter(({ setting }) => setting === 'mine');
    expect(ofMine.map(({ kind }) => kind)).toEqual([
      'bound-kept',
      'bound-broken',
      'bound-broken',
      'bound-broken',
    ]);
    expect(linesOf(scenario)).toContain(
      "mine breaks the scenario's bound runners <= 16: queue runners is written as 32, and stays",
    );
    expect(linesOf(scenario)).toContain(
      "mine breaks the scenario's bound host-status = on: HostStat is written as off, and stays",
    );
  });

  it('keep host status on in the cloud, where it would take a support ticket', () => {
    const cloud = 'gateway: { deployment: cloud }\n';
    const free = read(cloud);
    expect(settingsOf(free, 'recommended').hostStatus).toBe(false);
    expect(free.notes.map(({ kind }) => kind)).toEqual([
      'single-thread-delivery',
      'support-ticket',
    ]);
    const bound = read(`${cloud}bounds: ["host-status = on"]\n`);
    expect(settingsOf(bound, 'recommended').hostStatus).toBe(true);
    expect(bound.notes.map(({ kind }) => kind)).toEqual(['bound-kept']);
  });

  it('are told of the settings of a report alone', () => {
    expect(settingNoteLines(read(BOUNDS).notes, ['default'])).toEqual([]);
  });
});

describe('the runners of what is recommended', () => {
  const runnersOf = (text: string) => settingsOf(read(text), 'recommended').runners;

  it('are as many as carry with a limit of 199 what those of default carry without', () => {
    const scenario = read('hosts: { x: { setup: 5m } }\nsettings: { default: { runners: 8 } }\n');
    const input = scenario.settings.get('default');
    if (input === undefined) throw new Error('no default');
    const { setupMs, sharedMs } = messageWork(input, hostTraffic(input).input);
    const needed = 8 * (1 + setupMs / (199 * sharedMs));
    expect(needed).toBeGreaterThan(10);
    expect(settingsOf(scenario, 'recommended').runners).toBe(Math.round(needed));
  });

  it('are those of default where a set-up costs little, and never fewer', () => {
    expect(runnersOf('')).toBe(2);
    expect(runnersOf('settings: { default: { runners: 5 } }\n')).toBe(5);
    expect(runnersOf('settings: { recommended: { messages-per-connection: unlimited } }\n')).toBe(
      2,
    );
  });

  it('count with the limit that a bound or the user leaves', () => {
    const slow = 'hosts: { x: { setup: 1m } }\n';
    const of199 = runnersOf(slow);
    const of20 = runnersOf(`${slow}bounds: ["messages-per-connection <= 20"]\n`);
    expect(of20).toBeGreaterThan(of199);
    expect(runnersOf(`${slow}settings: { recommended: { messages-per-connection: 20 } }\n`)).toBe(
      of20,
    );
  });

  it('are a number even where a message is no work at all', () => {
    const none =
      'hosts: { x: { setup: 1s, latency: 0s, round-trip: 0s, goodput: 1000000 GB/s } }\ngateway: { costs: { overhead: 0, between-messages: 0 } }\n';
    expect(Number.isInteger(runnersOf(none))).toBe(true);
  });
});

describe('what "runners" counts', () => {
  it('is those of each run, as an assumption that is listed', () => {
    const scenario = read('');
    expect(scenario.runnersReading.get('default')).toEqual({ reading: 'per-run', stated: false });
    expect(settingsOf(scenario, 'default').maxQueueChildren).toBe(0);
    expect(scenario.assumptions.map(({ field }) => field)).toContain(
      'settings.default.runners-are',
    );
  });

  it('is all of them where the file says so: MaxQueueChildren is their number', () => {
    const scenario = read(
      'settings: { default: { runners: 4, runners-are: in-all }, mine: { runners: 6 } }\nactions: [{ at: 1h, set: { runners: 9 } }, { at: 2h, set: { host-status: off } }, { at: 3h, set: { runners-are: per-run } }]\n',
    );
    expect(settingsOf(scenario, 'default').maxQueueChildren).toBe(4);
    expect(settingsOf(scenario, 'mine').maxQueueChildren).toBe(6);
    expect(scenario.runnersReading.get('mine')).toEqual({ reading: 'in-all', stated: true });
    expect(scenario.assumptions.map(({ field }) => field)).not.toContain(
      'settings.default.runners-are',
    );
    const set = scenario.settings
      .get('mine')
      ?.actions.flatMap((action) => (action.kind === 'set' ? [action.settings] : []));
    expect(set?.[0]).toMatchObject({ runners: 9, maxQueueChildren: 9 });
    expect(set?.[1]).toEqual({ hostStatus: false });
    expect(set?.[2]).toEqual({ maxQueueChildren: 0 });
  });

  it('is said by MaxQueueChildren as well', () => {
    const scenario = read('settings: { default: { max-queue-children: 12 } }\n');
    expect(scenario.runnersReading.get('recommended')).toEqual({
      reading: 'per-run',
      stated: true,
    });
    expect(scenario.assumptions.map(({ field }) => field)).not.toContain(
      'settings.default.runners-are',
    );
  });

  it.each([
    'settings: { default: { runners-are: in-all, max-queue-children: 8 } }\n',
    'settings: { default: { runners-are: in-all }, mine: { max-queue-children: 8 } }\n',
    'settings: { default: { runners-are: in-all } }\nactions: [{ at: 1h, set: { max-queue-children: 8 } }]\n',
    'actions: [{ at: 1h, set: { runners-are: in-all, max-queue-children: 8 } }]\n',
  ])('cannot be said twice: %s', (text) => {
    expect(codesOf(text)).toEqual(['E_CONTRADICTION']);
  });

  it('can be said anew', () => {
    const scenario = read(
      'settings: { default: { runners-are: in-all }, mine: { runners-are: per-run, max-queue-children: 8 } }\n',
    );
    expect(settingsOf(scenario, 'mine').maxQueueChildren).toBe(8);
  });
});
