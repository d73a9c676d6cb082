import { describe, expect, it } from 'vitest';
import type { FaultInput, HostInput, MailPathInput } from '../../../sim/mailpath/input.ts';
import { arrivalRate } from '../../../sim/mailpath/offered-load.ts';
import {
  type GatewaySettings,
  HELD_SETTINGS,
  type SettingName,
} from '../../../sim/mailpath/settings.ts';
import { COVERAGE } from '../../../sim/studies/sensitivity/coverage.ts';
import { INPUT_NAMES, type InputName } from '../../../sim/studies/sensitivity/input-names.ts';
import type { Range } from '../../../sim/studies/sensitivity/input-row.ts';
import {
  inputsOf,
  inputsOfFields,
  SAME_ENDS,
  tableName,
  type VariedInput,
} from '../../../sim/studies/sensitivity/inputs.ts';
import { LEFT_OUT } from '../../../sim/studies/sensitivity/left-out.ts';
import { officeGateway, REFUSAL } from '../office-gateway.ts';

const [OFFICE] = officeGateway().hosts;

function site(
  host: Partial<HostInput> = {},
  changes: Partial<MailPathInput> = {},
  settings: Partial<GatewaySettings> = {},
): MailPathInput {
  return officeGateway(settings, { hosts: [{ ...OFFICE, ...host }], ...changes });
}

function withFault(changes: Partial<FaultInput>): MailPathInput {
  return site({ faults: [{ ...REFUSAL, ...changes }] });
}

/** Two names, one of them ill. */
function twoNames(route: readonly (readonly number[])[]): MailPathInput {
  const well = { ...OFFICE, name: 'well.test', faults: [] };
  const changes = { hosts: [well, OFFICE], destinations: [{ name: 'all', share: 1, route }] };
  return officeGateway({ hostStatus: true }, changes);
}

/** Sites on which, among them, each input applies. */
const SITES: readonly MailPathInput[] = [
  site({
    lifetime: {
      limitMs: 180_000,
      overshoot: { kind: 'uniform', low: 0, high: 60_000 },
      how: 'eof',
    },
  }),
  twoNames([[0, 1]]),
  site(
    {
      throttle: { of: 'all', messages: 100, windowMs: 60_000 },
      greylisting: { minimumMs: 60_000, penaltyMs: 30_000, firstRefusal: 0.1 },
    },
    {
      gateways: 2,
      backlog: { messages: 50, ageMs: 60_000 },
      marks: [{ host: 0, ageMs: 60_000 }],
      arrivals: [
        {
          kind: 'poisson',
          ratePerMs: 0.001,
          profile: [0.5, 1.5],
          periodMs: 3_600_000,
          fromMs: 0,
          toMs: 1_800_000,
        },
      ],
    },
    { hostStatus: true, sort: 'host', maxQueueChildren: 5, backgroundLimit: 100 },
  ),
  site({}, {}, { firstAttempt: 'queue', queueRuns: 'persistent' }),
  withFault({ unhealthyShare: 0.1, address: 1, everyConnection: 3, probability: 0.5 }),
  withFault({ kind: 'greeting-timeout', waitMs: 5000 }),
  withFault({ kind: 'slow', factor: 0.5 }),
  site({ faults: [] }),
];

function varied(input: MailPathInput, name: string): VariedInput {
  const [found] = inputsOf(input, [name]).varied;
  if (found === undefined) throw new Error(`${name} does not apply`);
  return found;
}

/** `settings.runners`, `hosts.goodput`, `faults.kind`: what differs, as coverage.ts groups it. */
function differing(one: MailPathInput, other: MailPathInput): string[] {
  const keysOf = (group: string, a: object, b: object): string[] =>
    Object.keys(a).flatMap((key) => {
      const [x, y] = [a, b].map((of) => JSON.stringify(of[key as keyof typeof of]));
      return x === y ? [] : [`${group}.${key}`];
    });
  const { settings, costs, hosts, ...own } = one;
  const found = [
    ...keysOf('input', own, other),
    ...keysOf('settings', settings, other.settings),
    ...keysOf('costs', costs, other.costs),
    ...hosts.flatMap(({ faults, ...host }, i) => [
      ...keysOf('hosts', host, other.hosts[i]),
      ...(faults.length === 0 && other.hosts[i].faults.length > 0
        ? ['hosts.faults']
        : faults.flatMap((fault, j) => keysOf('faults', fault, other.hosts[i].faults[j]))),
    ]),
  ];
  return [...new Set(found)];
}

const COVERED = [
  ...Object.entries(COVERAGE).flatMap(([group, fields]) =>
    Object.entries(fields as Readonly<Record<string, readonly InputName[] | string>>).map(
      ([field, covered]) => ({ field: `${group}.${field}`, covered }),
    ),
  ),
  ...HELD_SETTINGS.map(([name, { field, sensitivity }]) => ({
    field: `settings.${field}`,
    covered: typeof sensitivity === 'string' ? sensitivity : namesOf(name),
  })),
];

/** Runners counted in all are MaxQueueChildren. */
function namesOf(name: SettingName): readonly InputName[] {
  const own = INPUT_NAMES.filter((input) => input === name);
  if (name === 'max-queue-children') return [...own, 'runners-are'];
  return own;
}

describe.each(INPUT_NAMES)('the input %s', (name) => {
  const cases = SITES.flatMap((input) =>
    inputsOf(input, [name]).varied.map((one) => ({ input, one })),
  );
  const own = COVERED.flatMap(({ field, covered }) =>
    typeof covered !== 'string' && covered.includes(name) ? [field] : [],
  );

  it('changes what it stands for, and nothing else', () => {
    expect(cases.length).toBeGreaterThan(0);
    for (const { input, one } of cases) {
      for (const end of one.ends) {
        const found = differing(input, end.input);
        expect(found.length, `${end.value}`).toBeGreaterThan(0);
        expect(own).toEqual(expect.arrayContaining(found));
      }
    }
  });

  it('reads back what it was changed to', () => {
    for (const { one } of cases) {
      for (const { input, value } of one.ends) {
        const read = one.present(input);
        if (typeof value === 'number') expect(read).toBeCloseTo(value, 9);
      }
    }
  });
});

describe('the inputs of a sensitivity study', () => {
  it('stand for every field of the model’s input, or it is said why not', () => {
    for (const { field, covered } of COVERED) {
      expect(covered.length, field).toBeGreaterThan(0);
    }
    const named = new Set(
      COVERED.flatMap(({ covered }) => (typeof covered === 'string' ? [] : covered)),
    );
    expect([...named].sort()).toEqual([...INPUT_NAMES].sort());
    // What tsc asks for are the types' fields: these are those that an input has.
    const [host] = SITES[0].hosts;
    const fields = [
      ...Object.keys(SITES[0]).filter((key) => !['settings', 'costs', 'hosts'].includes(key)),
      ...[SITES[0].settings, SITES[0].costs].flatMap(Object.keys),
      ...Object.keys(host),
      ...Object.keys(REFUSAL),
    ];
    expect(COVERED.map(({ field }) => field.replace(/^\w+\./, '')).sort()).toEqual(fields.sort());
  });

  it('have the values that are shown', () => {
    const office = officeGateway();
    const ends = (name: string, input = office) =>
      varied(input, name).ends.map(({ value }) => value);
    expect(ends('goodput')).toEqual([125, 500]);
    expect(ends('runners', officeGateway({ runners: 5 }))).toEqual([3, 10]);
    expect(ends('overshoot')).toEqual([60_000]);
    expect(ends('fault-length')).toEqual([30_000, 480_000]);
    expect(ends('fault-share')).toEqual([0.25]);
    expect(ends('cut')).toEqual(['eof', '421', 'reset-at-boundary', '421-at-boundary']);
    expect(ends('uplink')).toEqual([1250]);
    expect(varied(office, 'uplink').base).toBe('unlimited');
    const [low, high] = ends('rate');
    expect(Number(high) / Number(low)).toBeCloseTo(1.25 / 0.8, 9);
  });

  it('leave the sleep between persistent passes alone when the retry interval changes', () => {
    const input = officeGateway({ queueRuns: 'persistent', retryIntervalMs: 60_000 });
    expect(varied(input, 'retry-interval').ends[1].input.settings).toMatchObject({
      retryIntervalMs: 120_000,
      passIntervalMs: input.settings.passIntervalMs,
    });
  });

  it('count runners in all as MaxQueueChildren does', () => {
    const [end] = varied(officeGateway({ runners: 4 }), 'runners-are').ends;
    expect([end.value, end.input.settings.maxQueueChildren]).toEqual(['in all', 4]);
  });

  it('bring the same mail in another shape', () => {
    const input = SITES[2];
    for (const { input: changed } of varied(input, 'profile').ends) {
      expect(arrivalRate(changed).messages).toBeCloseTo(arrivalRate(input).messages, 6);
    }
    const [even, peaked] = varied(input, 'profile').ends.map((end) => end.input.arrivals[0]);
    expect(even).toMatchObject({ profile: [] });
    expect(peaked.kind === 'poisson' && peaked.profile[1] / peaked.profile[0]).toBeCloseTo(5.2, 1);
  });

  it('put the names of a route into another order, and make all of them ill', () => {
    const routes = (input: MailPathInput) =>
      varied(input, 'route').ends.map(({ value, input: changed }) => [
        value,
        changed.destinations[0].route,
      ]);
    expect(routes(twoNames([[0, 1]]))).toEqual([
      ['one name', [[1]]],
      ['names in order', [[0], [1]]],
    ]);
    expect(routes(twoNames([[0], [1]]))).toEqual([
      ['one name', [[1]]],
      ['equal names', [[0, 1]]],
    ]);
    const { base, ends } = varied(twoNames([[0, 1]]), 'equals-ill');
    expect([base, ends[0].value]).toEqual(['1 of 2', '2 of 2']);
    expect(ends[0].input.hosts.map(({ faults }) => faults)).toEqual([[REFUSAL], [REFUSAL]]);
  });

  it('are of each fault while there are few, and of all of them where there are many', () => {
    const second = { ...REFUSAL, kind: 'mail-4xx', fromMs: 600_000, toMs: 900_000 } as const;
    const two = inputsOf(site({ faults: [REFUSAL, second] }), ['fault-length']).varied;
    expect(two.map(({ name, base }) => [name, base])).toEqual([
      ['fault-length-1', 120_000],
      ['fault-length-2', 300_000],
    ]);
    expect(two[1].ends[0].input.hosts[0].faults).toEqual([REFUSAL, { ...second, toMs: 675_000 }]);
    expect(two.map(({ name }) => tableName(name))).toEqual(['fault-length', 'fault-length']);
    const four = site({ faults: [REFUSAL, second, REFUSAL, second] });
    const [all] = inputsOf(four, ['fault-length']).varied;
    expect([all.name, all.label]).toEqual(['fault-length', 'length of the 4 faults']);
    expect(all.ends[1].input.hosts[0].faults.map(({ toMs }) => toMs)).toEqual([
      780_000, 1_800_000, 780_000, 1_800_000,
    ]);
  });

  it('assume a fault where none is', () => {
    const [end] = varied(site({ faults: [] }), 'fault').ends;
    expect(end.input.hosts[0].faults).toEqual([{ ...REFUSAL, fromMs: 900_000, toMs: 1_020_000 }]);
    expect(inputsOf(officeGateway(), ['fault']).leftOut[0].why).toBe(LEFT_OUT.ownFaults);
  });

  it('keep a fault of a certain message a fault of messages', () => {
    const kinds = (fault: Partial<FaultInput>) =>
      varied(withFault(fault), 'fault-kind').ends.map(({ value }) => value);
    expect(kinds({})).toEqual(['connect-refused', 'mail-4xx', 'body-reset']);
    expect(kinds({ kind: 'mail-4xx', atMessage: 3 })).toEqual(['body-reset']);
    expect(kinds({ kind: 'accepted-reset' })).toEqual(['accepted-421']);
  });

  it('are left out with the reason where they do not apply', () => {
    const input = site(
      { lifetime: null, setup: { kind: 'constant', value: 0 }, faults: [] },
      { arrivals: [{ kind: 'recorded', timesMs: [0, 1000], sizes: [500, 500] }] },
    );
    const why = new Map(inputsOf(input).leftOut.map((one) => [one.name, one.why]));
    expect(Object.fromEntries(why)).toMatchObject({
      size: LEFT_OUT.recordedSizes,
      'size-tail': LEFT_OUT.recordedSizes,
      rate: LEFT_OUT.recordedArrivals,
      setup: LEFT_OUT.nothingToChange,
      overshoot: LEFT_OUT.noLifetime,
      cut: LEFT_OUT.noLifetime,
      route: LEFT_OUT.oneHost,
      'fault-length': 'no fault is assumed',
    });
    const constant = officeGateway({}, { sizes: { kind: 'constant', value: 5000 } });
    expect(inputsOf(constant, ['size-tail']).leftOut[0].why).toBe(LEFT_OUT.noSpread);
  });

  it('take another range, by factors or by values', () => {
    const ranges = new Map<string, Range>([
      ['goodput', { low: { kind: 'value', amount: 60 }, high: { kind: 'factor', amount: 4 } }],
      ['runners', { low: { kind: 'factor', amount: 0.9 }, high: { kind: 'factor', amount: 1.1 } }],
    ]);
    const found = inputsOf(officeGateway(), ['goodput', 'runners'], ranges);
    expect(found.varied[0].ends.map(({ value }) => value)).toEqual([60, 1000]);
    expect(found.leftOut).toEqual([{ name: 'runners', label: 'queue runners', why: SAME_ENDS }]);
  });

  it('are found by the fields that a scenario leaves open', () => {
    const fields = [
      'gateway.costs.overhead',
      'hosts.exchange-online.test.goodput',
      'mail.sizes',
      'settings.default.runners-are',
      'hosts.exchange-online.test.lifetime.how',
    ];
    expect(inputsOfFields(officeGateway(), fields).map(({ name }) => name)).toEqual([
      'size',
      'size-tail',
      'goodput',
      'cut',
      'overhead',
      'runners-are',
    ]);
  });
});
