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
  ['main.yaml', 'default', '94225dcf45f2b7d7'],
  ['main.yaml', 'recommended', 'fd60cafe3935c36f'],
  ['sick-backend-quiet.yaml', 'default', '6aba632a7722810b'],
  ['mixed-destinations.yaml', 'recommended', 'a75784e4461cd73c'],
  ['cut-421-equal.yaml', 'default', 'd34327ada167b965'],
  ['falling-limit.yaml', 'limit5', 'f55729be3dba43c5'],
  ['replay-cap.yaml', 'default', 'ab16b7a610b2c042'],
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
