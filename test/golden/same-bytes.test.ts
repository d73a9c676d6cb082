/**
 * The same scenario and seed give the same bytes, on every machine and every engine.
 *
 * These are golden numbers: they say nothing of whether a result is right, only that it is the one
 * that was stored. A change of the model changes them on purpose; then the new ones go in here, and
 * the changelog says that results have changed.
 *
 * Renewed with scenario version 2. All of them, since a result has other fields: the cohort, the
 * reading, eight parts of the delay. Of the runs themselves replay-cap, which states all that it
 * rests on, is the same to the message: delivered, delays, connections, skips. The others differ by
 * the new defaults: latency as clients see it, eight addresses, no lock on host-status files;
 * `recommended` also by its runners (as many as hold the throughput); cut-421-equal and falling-limit
 * by their mail, which was fitted to the longer transactions.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MailPathInput } from '../../sim/mailpath/input.ts';
import { simulate } from '../../sim/mailpath/simulation.ts';
import { readShipped } from '../scenario/shipped-scenarios.ts';

const STORED: readonly [file: string, setting: string, hash: string][] = [
  ['main.yaml', 'default', 'bafd3985fb59cb34'],
  ['main.yaml', 'recommended', 'd7081c1a886a756f'],
  ['sick-backend-quiet.yaml', 'default', 'f75a2f7f5fc51a31'],
  ['mixed-destinations.yaml', 'recommended', '3c59f6259d7c4671'],
  ['cut-421-equal.yaml', 'default', 'f5209494e8b3b1f6'],
  ['falling-limit.yaml', 'limit5', '4f4bb39946f503fc'],
  ['replay-cap.yaml', 'default', 'eed83a171821dc48'],
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
