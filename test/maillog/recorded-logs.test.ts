import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAB_CASES } from '../../tools/sendmail-lab/all-cases.ts';
import type { Truth } from '../../tools/sendmail-lab/truth.ts';
import { readDeliveryLog } from '../validation/recording/delivery-log.ts';

const FOLDER = join(import.meta.dirname, 'logs', 'recorded');
const LINE = /^\w{3} [ \d]\d \d\d:\d\d:\d\d mx1 sendmail\[\d+\]: (.*)$/;

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.truth.json`), 'utf8'));
}

function linesOf(name: string): string[] {
  return readFileSync(join(FOLDER, `${name}.maillog`), 'utf8')
    .trimEnd()
    .split('\n');
}

describe('the recorded logs', () => {
  it('are those of the cases, each with its truth', () => {
    const names = readdirSync(FOLDER)
      .filter((file) => file.endsWith('.maillog'))
      .map((file) => file.replace('.maillog', ''));
    expect(new Set(names)).toEqual(new Set(LAB_CASES.map(({ plan }) => plan.name)));
    expect(LAB_CASES.length).toBeGreaterThan(20);
  });

  it.each(LAB_CASES)('are small and have the form of a mail log: $plan.name', ({ plan }) => {
    expect(statSync(join(FOLDER, `${plan.name}.maillog`)).size).toBeLessThan(250_000);
    for (const line of linesOf(plan.name)) expect(line).toMatch(LINE);
  });

  it.each(LAB_CASES)('agree with their truth: $plan.name', ({ plan, keptFromMs }) => {
    const { messages, deferrals, connections, sendmail, route, sink } = truthOf(plan.name);
    expect({ sendmail, route, sink }).toEqual({
      sendmail: plan.sendmail,
      route: plan.route,
      sink: plan.sink,
    });
    const log = readDeliveryLog(linesOf(plan.name).map((line) => LINE.exec(line)?.[1] ?? ''));
    const carried = connections.reduce((sum, { accepted }) => sum + accepted, 0);
    expect(carried).toBeGreaterThanOrEqual(messages.delivered);
    expect(messages.delivered).toBeGreaterThan(0);
    if (keptFromMs !== undefined) {
      expect(log.accepted.length).toBeLessThan(messages.sent);
      return;
    }
    expect(log.accepted.length).toBe(messages.sent);
    expect(log.deferrals).toEqual(deferrals);
    const sent = Object.entries(log.stats).filter(([stat]) => stat.startsWith('Sent'));
    expect(sent.reduce((sum, [, count]) => sum + count, 0)).toBe(carried);
  });
});
