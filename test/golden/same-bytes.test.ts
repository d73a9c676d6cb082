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
  ['main.yaml', 'default', 'cbf6f3b6a38f0335'],
  ['main.yaml', 'recommended', 'b4af931cff5d0025'],
  ['sick-backend-quiet.yaml', 'default', '6a4bb8ef88e34fde'],
  ['mixed-destinations.yaml', 'recommended', '69aa05811c2a9bdc'],
  ['cut-421-equal.yaml', 'default', 'cb7f76a82f7a4f43'],
  ['falling-limit.yaml', 'limit5', 'a51da5913e3c6bc0'],
  ['replay-cap.yaml', 'default', '965e4f7e63c54975'],
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
