import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listValues, readVaried } from '../../sim/scenario/value-range.ts';

function texts(list: string): readonly string[] {
  const read = listValues(list);
  return typeof read === 'string' ? [read] : read.map(({ text }) => text);
}

function numbers(list: string): readonly (number | null)[] {
  const read = listValues(list);
  return typeof read === 'string' ? [] : read.map(({ number }) => number);
}

describe('the values of a --vary', () => {
  it.each([
    ['1,2,4,8', '1 2 4 8'],
    ['1..8', '1 2 3 4 5 6 7 8'],
    ['1..8:2', '1 3 5 7'],
    ['1..4,8,unlimited', '1 2 3 4 8 unlimited'],
    ['1m..10m:3m', '1m 4m 7m 10m'],
    ['30s..2m:30s', '30s 1m 90s 2m'],
    ['1h30m..3h:45m', '90m 135m 3h'],
    ['0..60s:30s', '0s 30s 60s'],
    ['1%..5%:2%', '1% 3% 5%'],
    ['0.5..2:0.5', '0.5 1 1.5 2'],
    ['1..64x2', '1 2 4 8 16 32 64'],
    ['1..64 * 4', '1 4 16 64'],
    ['10KB/s..1MB/s*2', '10KB/s 20KB/s 40KB/s 80KB/s 160KB/s 320KB/s 640KB/s'],
    ['10 KB/s..40 KB/s x2', '10 KB/s|20 KB/s|40 KB/s'],
    ['on,off', 'on off'],
    ['{distribution: constant, value: 1s},5s', '{distribution: constant, value: 1s}|5s'],
    ['[1, 2],[3, 4]', '[1, 2]|[3, 4]'],
    ['"a,b",c', '"a,b"|c'],
  ])('%s is %s', (list, expected) => {
    expect(texts(list)).toEqual(expected.split(expected.includes('|') ? '|' : ' '));
  });

  it('are every step from the lower end up to the upper one', () => {
    const whole = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 1, max: 60 }), (low, more, step) => {
        fc.pre(more >= step);
        const found = texts(`${low}s..${low + more}s:${step}s`).map((t) => Number(t.slice(0, -1)));
        expect(found[0]).toBe(low);
        expect(found.every((value, i) => value === low + i * step)).toBe(true);
        const last = found[found.length - 1];
        expect(last <= low + more && last + step > low + more).toBe(true);
      }),
    );
  });

  it('are every product from the lower end up to the upper one', () => {
    const small = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(small, fc.integer({ min: 2, max: 5 }), small, (low, factor, steps) => {
        let high = low;
        for (let i = 0; i < steps; i++) high *= factor;
        const found = texts(`${low}..${high}x${factor}`).map(Number);
        expect(found).toHaveLength(steps + 1);
        expect(found.every((value, i) => i === 0 || value === found[i - 1] * factor)).toBe(true);
      }),
    );
  });

  it('are numbers in the model’s units where all of them are amounts of one kind', () => {
    expect(numbers('1m,90s')).toEqual([60_000, 90_000]);
    expect(numbers('1 KB/s,2 KB/s')).toEqual([1, 2]);
    expect(numbers('5,unlimited')).toEqual([5, Number.POSITIVE_INFINITY]);
    expect(numbers('0,5m')).toEqual([0, 300_000]);
    expect(numbers('1m,5 KB')).toEqual([null, null]);
    expect(numbers('on,off')).toEqual([null, null]);
  });

  it.each([
    ['8..1', 'runs downward'],
    ['1m..10m', 'needs a step or a factor'],
    ['1m..8', 'not of one kind'],
    ['1m..5m:2', 'not of one kind'],
    ['a..b', 'neither a number nor a quantity'],
    ['08:00..09:00', 'neither a number nor a quantity'],
    ['1..8:0', 'step of the range "1..8:0" is 0'],
    ['1..8x1', 'above 1'],
    ['0..8x2', 'begins at 0'],
    ['1..1000000', '1,000,000 values'],
    ['1..2x1.000001', 'more than 10,000 values'],
    ['4', 'is one value'],
    ['', 'has an empty value'],
    ['1,,2', 'has an empty value'],
    ['5,5', 'listed twice'],
    ['60s,1m', '60s and 1m are the same value'],
    ['1..4,4', 'listed twice'],
    ['[1,2', 'not closed'],
  ])('%j is refused in words', (list, message) => {
    expect(texts(list)).toEqual([expect.stringContaining(message)]);
  });
});

describe('what a --vary varies', () => {
  const varied = (given: readonly string[], setting: string | null = null) => {
    const read = readVaried(given, setting);
    if (typeof read === 'string') return read;
    return {
      setting: read.setting,
      paths: read.varied.map(({ path, name }) => `${name}: ${path}`),
    };
  };

  it('is a field of the default setting by its bare name, or of the one that is asked for', () => {
    expect(varied(['runners=1..3'])).toEqual({
      setting: 'default',
      paths: ['runners: settings.default.runners'],
    });
    expect(varied(['runners=1..3'], 'mine')).toEqual({
      setting: 'mine',
      paths: ['runners: settings.mine.runners'],
    });
  });

  it('is a field of the setting that another path names', () => {
    expect(varied(['settings.mine.runners=1..3', 'retry-interval=1m,5m'])).toEqual({
      setting: 'mine',
      paths: ['runners: settings.mine.runners', 'retry-interval: settings.mine.retry-interval'],
    });
  });

  it('is any path that --set takes', () => {
    expect(varied(['mail.arrivals.0.rate=1/s,2/s', 'hosts."mx.example".setup=1s,2s'])).toEqual({
      setting: 'default',
      paths: [
        'arrivals.0.rate: mail.arrivals.0.rate',
        'mx.example.setup: hosts."mx.example".setup',
      ],
    });
  });

  it.each([
    [['runners'], 'not of the form PATH=VALUES'],
    [['runers=1..3'], 'Did you mean runners?'],
    [['xyz=1..3'], 'docs/scenario-reference.md'],
    [['runners=1..3', 'runners=5,6'], 'runners is varied twice'],
    [['runners=1..3', 'settings.default.runners=5,6'], 'runners is varied twice'],
    [['settings.a.runners=1..3', 'settings.b.runners=5,6'], 'several settings (a, b)'],
    [['runners=3..1'], 'runners: the range "3..1" runs downward'],
  ])('%j is refused in words', (given, message) => {
    expect(varied(given)).toContain(message);
  });
});
