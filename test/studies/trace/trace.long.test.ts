import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../sim/document/paint.ts';
import { readScenario } from '../../../sim/scenario/read-scenario.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import { Arguments } from '../../../sim/studies/arguments.ts';
import { traceOf, traceRequest } from '../../../sim/studies/trace/trace.ts';
import { replayOf } from '../../../sim/trace/replay/record-replay.ts';
import { runTimeline } from '../../../sim/trace/timeline.ts';

const FOLDER = join(import.meta.dirname, '../../../scenarios');
const PAGE = { columns: 100, paint: PLAIN };

function shipped(name: string): Scenario {
  const load = (file: string) => ({ file, text: readFileSync(join(FOLDER, file), 'utf8') });
  const file = `${name}.yaml`;
  const read = readScenario(load(file).text, { file, load, set: [] });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return read.scenario;
}

function traced(scenario: Scenario, options: Record<string, unknown>): string {
  let text = '';
  const request = traceRequest(new Arguments(options));
  for (const _ of traceOf(scenario, request, null, PAGE, (more) => {
    text += more;
  }));
  return text;
}

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

/** One replication of the first setting: what changes a hash changes what users read. */
const RECORDED: readonly (readonly [scenario: string, form: string, hash: string])[] = [
  ['main', 'sendmail', 'e1da1a655077cb68'],
  ['main', 'timeline', '16611b215490b145'],
  ['main', 'story 10598', '87431687091a6a68'],
  ['main', 'trace-event', '201e0d85dda16dfe'],
  ['main', 'hoststat', 'a1a05652e0becd02'],
  ['main', 'timeline data', 'b8bb8fc834fab71a'],
  ['main', 'replay', '06e87c159fe3f2c5'],
  ['mixed-destinations', 'sendmail', 'b3243c046a294e6c'],
  ['mixed-destinations', 'timeline', 'a45d43a8abc53933'],
  ['mixed-destinations', 'story 435', '49a30638a543989e'],
  ['mixed-destinations', 'trace-event', '8f449c8d63a9794c'],
  ['mixed-destinations', 'hoststat', '563dfc78912c9c4f'],
  ['mixed-destinations', 'timeline data', 'ddc95531555287a8'],
  ['mixed-destinations', 'replay', '1a822fe563071d79'],
  ['clear-and-flush', 'sendmail', '506190d532c9f395'],
  ['clear-and-flush', 'timeline', '8a5bc4565dcf6531'],
  ['clear-and-flush', 'story 10598', '271279fb14d7ab6d'],
  ['clear-and-flush', 'trace-event', '7a473de139990e17'],
  ['clear-and-flush', 'hoststat', 'a1a05652e0becd02'],
  ['clear-and-flush', 'timeline data', 'c9158c3f15c8a58e'],
  ['clear-and-flush', 'replay', '6af16cd5b7dc6b28'],
];

function formOf(name: string, form: string): string {
  const scenario = shipped(name);
  const [setting, input] = [...scenario.settings][0];
  const { seed, startsAtMs } = scenario;
  if (form === 'timeline data') return JSON.stringify(runTimeline(input, seed));
  if (form === 'replay') {
    const window = { fromMs: 0, toMs: 3 * 3_600_000, maxLines: 1500 };
    return JSON.stringify(replayOf(input, { seed, replication: 0, startsAtMs, ...window }));
  }
  const [format, message] = form.split(' ');
  const at = format === 'hoststat' ? { at: '40m' } : {};
  return traced(scenario, { setting, format, ...at, ...(message && { message }) });
}

describe('one run of a shipped scenario', () => {
  it.each(RECORDED)('of %s as %s is the same to the byte', (name, form, hash) => {
    expect(hashOf(formOf(name, form))).toBe(hash);
  });
});
