import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../sim/scenario/problem.ts';
import { readScenario } from '../../sim/scenario/read-scenario.ts';
import { load } from './shipped-scenarios.ts';

const MINIMAL = 'version: 2\nquestion: What happens?\nmail: { arrivals: [{ rate: 1/s }] }\n';

function read(text: string, set: readonly string[] = []) {
  return readScenario(text, { file: 'case.yaml', load, set });
}

function errorsOf(text: string, set: readonly string[] = []): string[] {
  const result = read(text, set);
  return result.ok ? [] : result.errors.map(formatProblem);
}

function settingsOf(text: string, name: string, set: readonly string[] = []) {
  const result = read(text, set);
  if (!result.ok) throw new Error(result.errors.map(formatProblem).join('\n'));
  const input = result.scenario.settings.get(name);
  if (input === undefined) throw new Error(`no setting ${name}`);
  return input;
}

describe('a scenario that is valid', () => {
  it('has both built-in settings, as the article describes them', () => {
    const before = settingsOf(MINIMAL, 'default').settings;
    const after = settingsOf(MINIMAL, 'recommended').settings;
    expect(before.messagesPerConnection).toBe(Number.POSITIVE_INFINITY);
    expect(before.retryIntervalMs).toBe(1_800_000);
    expect(before.hostStatus).toBe(true);
    expect(after.messagesPerConnection).toBe(199);
    expect(after.retryIntervalMs).toBe(60_000);
    expect(after.hostStatus).toBe(false);
    expect(after.runners).toBe(before.runners);
  });

  it('retries every five minutes if some mail goes elsewhere', () => {
    const text = `${MINIMAL}hosts: { a: {}, b: { like: other-server } }\ndestinations:\n  - { name: a, share: 50%, route: [a] }\n  - { name: b, route: [b] }\n`;
    expect(settingsOf(text, 'recommended').settings.retryIntervalMs).toBe(300_000);
  });

  it('lets named settings extend each other and changes of default reach recommended', () => {
    const text = `${MINIMAL}settings:\n  default: { runners: 3, host-status-timeout: 10m }\n  mine: { extends: recommended, messages-per-connection: 50 }\n`;
    const mine = settingsOf(text, 'mine').settings;
    expect(mine.messagesPerConnection).toBe(50);
    expect(mine.runners).toBe(3);
    expect(mine.hostStatusTimeoutMs).toBe(600_000);
  });

  it('says of each limit of a host whose connections or messages it counts', () => {
    const limitsOf = (fields: string) => {
      const [exo] = settingsOf(`${MINIMAL}hosts: { exo: { ${fields} } }\n`, 'default').hosts;
      return [exo.connectionLimit, exo.connectionLimitOf, exo.throttle];
    };
    const each = { messages: 30, windowMs: 60_000, of: 'gateway' };
    expect(limitsOf('')).toEqual([Number.POSITIVE_INFINITY, 'all', null]);
    expect(limitsOf('connection-limit: 20, throttle: { messages: 30, per: 1m }')).toEqual([
      20,
      'all',
      each,
    ]);
    expect(
      limitsOf(
        'connection-limit: { connections: 20, of: each-gateway }, throttle: { messages: 30, per: 1m, of: all-gateways }',
      ),
    ).toEqual([20, 'gateway', { ...each, of: 'all' }]);
    expect(limitsOf('connection-limit: { connections: unlimited }')[0]).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('names the scope of a limit among the assumptions, where there are several gateways', () => {
    const scopesOf = (gateways: number, limits: string) => {
      const text = `${MINIMAL}gateway: { gateways: ${gateways} }\nhosts: { exo: { ${limits} } }\n`;
      const result = read(text);
      if (!result.ok) throw new Error(result.errors.map(formatProblem).join('\n'));
      const { assumptions } = result.scenario;
      return assumptions.filter(({ field }) => field.endsWith('.of')).map(({ value }) => value);
    };
    const both = 'connection-limit: 20, throttle: { messages: 30, per: 1m }';
    expect(scopesOf(2, both)).toEqual(['all-gateways', 'each-gateway']);
    expect(scopesOf(1, both)).toEqual([]);
    expect(scopesOf(2, '')).toEqual([]);
    expect(scopesOf(2, 'throttle: { messages: 30, per: 1m, of: all-gateways }')).toEqual([]);
  });

  it('counts the mail of a site once, however many gateways it has', () => {
    const text = 'version: 2\nquestion: q\nmail: { arrivals: [{ bulk: 400000, at: 0s }] }\n';
    const few = ['gateway.gateways=8', 'limits.messages=500000', 'limits.queued=500000'];
    expect(errorsOf(text, few)).toEqual([]);
  });

  it('reads its figures before the arrivals end, if so told; later mail does not count', () => {
    const run = 'run: { arrivals-for: 2h, ends-after: 1h }\n';
    const early = settingsOf(MINIMAL + run, 'default');
    expect(early.readAtMs).toBe(3_600_000);
    expect(early.countToMs).toBe(3_600_000);
    expect(early.arrivalsEndMs).toBe(7_200_000);
    expect(early.endMs).toBeGreaterThan(early.arrivalsEndMs);
  });

  it('counts times by the clock from the start of the run', () => {
    const text = `${MINIMAL}run: { starts-at: "08:30" }\nhosts:\n  exo:\n    faults: [{ kind: greeting-421, at: "09:05", for: 2m }]\n`;
    const [fault] = settingsOf(text, 'default').hosts[0].faults;
    expect(fault.fromMs).toBe(35 * 60_000);
    expect(fault.toMs).toBe(37 * 60_000);
  });

  it('takes --set over what it extends, and in order', () => {
    const text = 'extends: main.yaml\nquestion: And slower?\n';
    const sets = [
      'mail.arrivals.0.rate=2/s',
      'settings.default.runners=5',
      'settings.default.runners=7',
    ];
    const input = settingsOf(text, 'default', sets);
    expect(input.arrivals[0]).toMatchObject({ kind: 'poisson', ratePerMs: 0.002 });
    expect(input.settings.runners).toBe(7);
    expect(input.hosts[0].faults).toHaveLength(1);
  });

  it('maps the three arrangements', () => {
    const of = (name: string) =>
      settingsOf(`${MINIMAL}gateway: { arrangement: ${name} }\n`, 'default').settings;
    expect(of('background')).toMatchObject({ firstAttempt: 'background', queueRuns: 'interval' });
    expect(of('queue-only')).toMatchObject({ firstAttempt: 'queue', queueRuns: 'interval' });
    expect(of('persistent')).toMatchObject({
      firstAttempt: 'queue',
      queueRuns: 'persistent',
      passIntervalMs: 1000,
      retryIntervalMs: 1_800_000,
    });
  });

  it('knows the retry interval of persistent passes by both of its names', () => {
    const of = (gateway: string, stated: string) =>
      settingsOf(
        `${MINIMAL}gateway: { arrangement: ${gateway} }\nsettings: { default: { ${stated} } }\n`,
        'default',
      ).settings;
    const both = 'min-queue-age: 7m, retry-interval: 20m, pass-interval: 3s';
    expect(of('persistent', both)).toEqual(
      of('persistent', 'retry-interval: 7m, pass-interval: 3s'),
    );
    expect(of('persistent', 'min-queue-age: 0').retryIntervalMs).toBe(0);
    expect(of('background', both)).toEqual(
      of('background', 'min-queue-age: 7m, retry-interval: 20m'),
    );
    expect(of('background', both)).toMatchObject({
      minQueueAgeMs: 420_000,
      retryIntervalMs: 1_200_000,
    });
  });
});

describe('a scenario that is not valid', () => {
  it('gets every error at once, each with its place, a caret and a remedy', () => {
    const errors = errorsOf(
      [
        'question: What?',
        'mial: {}',
        'run: { arrivals-for: 20 }',
        'mail: { arrivals: [{ rate: 5 KB }] }',
        'hosts:',
        '  exo:',
        '    lifetime: { limit: 0s }',
        'settings:',
        '  mine: { runers: 4 }',
        'compare: [default, mien]',
        'version: 2',
      ].join('\n'),
    );
    expect(errors.map((error) => /^case\.yaml:(\d+):(\d+): (E_\w+)/.exec(error)?.slice(1))).toEqual(
      [
        ['2', '1', 'E_UNKNOWN_KEY'],
        ['3', '22', 'E_UNIT_MISSING'],
        ['4', '28', 'E_UNIT_WRONG'],
        ['7', '24', 'E_OUT_OF_RANGE'],
        ['9', '11', 'E_UNKNOWN_KEY'],
        ['10', '20', 'E_UNKNOWN_NAME'],
      ],
    );
    expect(errors[1]).toContain('run: { arrivals-for: 20 }');
    expect(errors[1]).toContain('^^');
    expect(errors[4]).toContain('Did you mean "runners"?');
    expect(errors[5]).toContain('Did you mean "mine"?');
  });

  it.each([
    ['a share over 100%', 'destinations: [{ name: a, share: 120% }]', 'E_OUT_OF_RANGE'],
    ['shares that do not add up', 'destinations: [{ name: a, share: 60% }]', 'E_CONTRADICTION'],
    ['a route to no host', 'destinations: [{ name: a, route: [nowhere] }]', 'E_UNKNOWN_NAME'],
    [
      'a setting that extends itself',
      'settings: { a: { extends: b }, b: { extends: a } }',
      'E_EXTENDS',
    ],
    ['an action that does nothing', 'actions: [{ at: 5m }]', 'E_CONTRADICTION'],
    [
      'a timeout without its wait',
      'hosts: { a: { faults: [{ kind: dot-timeout }] } }',
      'E_MISSING',
    ],
    ['an unknown measure', 'expect: [default.p98 > 5m]', 'E_EXPECTATION'],
    ['an unlimited flood', 'run: { arrivals-for: 400d }', 'E_TOO_MANY_MESSAGES'],
    [
      'no messages per connection',
      'settings: { default: { messages-per-connection: 0 } }',
      'E_OUT_OF_RANGE',
    ],
    ['a list for a group', 'run: [1, 2]', 'E_WRONG_TYPE'],
    [
      'half a distribution',
      'hosts: { a: { setup: { distribution: uniform, from: 1s } } }',
      'E_MISSING',
    ],
    ['a missing base', 'extends: nowhere.yaml', 'E_EXTENDS'],
  ])('is refused: %s', (_what, line, code) => {
    const errors = errorsOf(`${MINIMAL}${line}\n`);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors[0]).toContain(`: ${code}: `);
    expect(errors.join('\n')).not.toMatch(/\bat .*\.[jt]s:\d/);
  });

  it('says so when nothing is there', () => {
    expect(errorsOf('')[0]).toContain('E_MISSING');
    expect(errorsOf('just a text')[0]).toContain('E_WRONG_TYPE');
  });

  it('locates an error in a --set', () => {
    const [error] = errorsOf(MINIMAL, ['run.arrivals-for=20']);
    expect(error).toContain('--set 1:1:18: E_UNIT_MISSING');
    expect(errorsOf(MINIMAL, ['nonsense'])[0]).toContain('E_SET');
    expect(errorsOf(MINIMAL, ['mail.arrivals.7.rate=1/s'])[0]).toContain('E_SET');
  });

  it('locates an inherited error in the file that it comes from', () => {
    const result = readScenario('extends: base.yaml\nquestion: What?\n', {
      file: 'over.yaml',
      load: () => ({ file: 'base.yaml', text: 'version: 2\nmail: { arrivals: [{ rate: 3 }] }\n' }),
      set: [],
    });
    const errors = result.ok ? [] : result.errors.map(formatProblem);
    expect(errors[0]).toMatch(/^base\.yaml:2:28: E_UNIT_MISSING/);
  });
});
