/**
 * The same scenario and seed give the same bytes, on every machine and every engine.
 *
 * These are golden numbers: they say nothing of whether a result is right, only that it is the one
 * that was stored. A change of the model changes them on purpose; then the new ones go in here, and
 * the changelog says that results have changed.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { readShipped } from '../scenario/shipped-scenarios.ts';

const STORED: readonly [file: string, setting: string, hash: string][] = [
  ['main.yaml', 'default', '4bec058b0044d799'],
  ['main.yaml', 'recommended', '373c5a9a5ade10e3'],
  ['sick-backend-quiet.yaml', 'default', '5a0307d1f4ad432c'],
  ['mixed-destinations.yaml', 'recommended', '78a19a5a50087f02'],
  ['cut-421-equal.yaml', 'default', 'b447ee38731b63a4'],
  ['falling-limit.yaml', 'limit5', 'ded6c003ce2040e6'],
  ['replay-cap.yaml', 'default', '77e21652985287a4'],
];

function hashOf(input: MailPathInput): string {
  const result = JSON.stringify(simulate(input, 'golden', 1));
  return createHash('sha256').update(result).digest('hex').slice(0, 16);
}

describe('the stored results', () => {
  it.each(STORED)('come out to the byte: %s under %s', (file, setting, hash) => {
    const input = readShipped(file).settings.get(setting);
    expect(hashOf(input as MailPathInput)).toBe(hash);
  });
});
