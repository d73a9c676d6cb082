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
  ['main.yaml', 'default', '20a67f79f66dfc2f'],
  ['main.yaml', 'recommended', '5f68aee82174769d'],
  ['sick-backend-quiet.yaml', 'default', '91afd0881772e030'],
  ['mixed-destinations.yaml', 'recommended', 'fbadf2ab1cf187c6'],
  ['cut-421-equal.yaml', 'default', 'b91e792bb8382bb7'],
  ['falling-limit.yaml', 'limit5', '71603d6a3a688525'],
  ['replay-cap.yaml', 'default', '6fff0d5713fb69b6'],
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
