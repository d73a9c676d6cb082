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
  ['main.yaml', 'default', '60efb9bc529ed543'],
  ['main.yaml', 'recommended', '15f547061c3243dc'],
  ['sick-backend-quiet.yaml', 'default', '170e2c372546dd49'],
  ['mixed-destinations.yaml', 'recommended', 'd4e30bc38f9712cd'],
  ['cut-421-equal.yaml', 'default', '9e8012aa9040f8a9'],
  ['falling-limit.yaml', 'limit5', '3ee9ce5f3a1c165f'],
  ['replay-cap.yaml', 'default', '55f512a8b38b409d'],
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
