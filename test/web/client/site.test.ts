import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canUndo,
  change,
  comparedOf,
  fragmentOf,
  reset,
  type Site,
  setsOf,
  site,
  siteOf,
  undo,
} from '../../../web/client/site.ts';

const values = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z.0-9"-]{0,20}$/).filter((key) => key !== '__proto__'),
  fc.string({ minLength: 1, maxLength: 40 }),
  { maxKeys: 4, noNullPrototype: true },
);
const sites: fc.Arbitrary<Site> = fc.record({
  scenario: fc.oneof(
    fc.record({ name: fc.stringMatching(/^[a-z-]{1,20}$/) }),
    fc.record({ text: fc.string({ minLength: 1 }) }),
  ),
  site: values,
  current: values,
  baseline: fc.option(values),
});

describe('a link', () => {
  it('carries everything there and back, whatever stands in it', () => {
    fc.assert(
      fc.property(sites, (one) => {
        expect(siteOf(fragmentOf(one))).toEqual(one);
      }),
    );
  });

  it('says nothing, or that it is of another version', () => {
    expect(siteOf('')).toBeNull();
    expect(siteOf('v=2&scenario=main')).toMatch(/version 2/);
  });

  it('is no way into an object’s prototype', () => {
    const read = siteOf('v=1&scenario=main&site=__proto__=1&site=a=b');
    expect(read).toEqual({
      scenario: { name: 'main' },
      site: { a: 'b' },
      current: {},
      baseline: null,
    });
  });
});

describe('the site', () => {
  it('becomes changes as --set takes them, and the settings to compare', () => {
    const one: Site = {
      scenario: { name: 'main' },
      site: { 'mail.arrivals.0.rate': '7/s' },
      current: { runners: '3' },
      baseline: {},
    };
    expect(setsOf(one)).toEqual([
      'mail.arrivals.0.rate=7/s',
      'settings.current.runners=3',
      'settings.baseline.extends=default',
    ]);
    expect(comparedOf(one)).toEqual(['baseline', 'default', 'recommended', 'current']);
    expect(comparedOf({ ...one, baseline: null })[0]).toBe('default');
  });

  it('takes every change back, one by one', () => {
    const first = site.value;
    expect(canUndo.value).toBe(false);
    change({ current: { runners: '3' } });
    change({ current: { runners: '4' } });
    reset();
    undo();
    expect(site.value.current).toEqual({ runners: '4' });
    undo();
    undo();
    expect(site.value).toEqual(first);
    undo();
    expect(site.value).toEqual(first);
  });
});
