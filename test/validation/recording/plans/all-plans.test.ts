import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../recorded-case.ts';
import { PLANS } from './all-plans.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'held-out');
const files = readdirSync(FOLDER).filter((file) => planOf(file) !== undefined);

/** A repeated recording, `name.run2`, is of the same plan. */
function planOf(file: string) {
  const name = file.replace(/(\.run\d+)?\.result\.json$/, '');
  return PLANS.find((plan) => plan.name === name);
}

describe('the plans of recordings', () => {
  it('have a name each', () => {
    expect(new Set(PLANS.map(({ name }) => name)).size).toBe(PLANS.length);
  });

  it('have a recording each', () => {
    const recorded = new Set(files.map((file) => planOf(file)?.name));
    expect(PLANS.map(({ name }) => name).filter((name) => !recorded.has(name))).toEqual([]);
  });

  it.each(files)('say how %s was recorded', (file) => {
    const recorded = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    const plan = planOf(file);
    expect(recorded).toMatchObject({
      what: plan?.what,
      route: plan?.route,
      sendmail: plan?.sendmail,
      sink: plan?.sink,
    });
  });

  it.each(files)('have as many acceptances as the connections of %s carried', (file) => {
    const { messages, connections } = readCase(join(FOLDER, file));
    const delivered = messages.filter(({ acceptedMs }) => acceptedMs !== null).length;
    const carried = connections.reduce((sum, { accepted = 0 }) => sum + accepted, 0);
    expect(delivered).toBe(carried);
    expect(delivered).toBeGreaterThan(0);
  });
});
