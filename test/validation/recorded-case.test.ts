import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordedCase, readCase } from './recorded-case.ts';

const GOOD = join(import.meta.dirname, 'held-out', 'k9-reset-after-refused-mail.result.json');
const folder = { path: '' };

beforeAll(() => {
  folder.path = mkdtempSync(join(tmpdir(), 'recorded-case-'));
});
afterAll(() => rmSync(folder.path, { recursive: true }));

/** The good recording with a part of it replaced. */
function reading(change: (recording: RecordedCase) => object): () => unknown {
  const recording = JSON.parse(readFileSync(GOOD, 'utf8'));
  const file = join(folder.path, 'changed.result.json');
  writeFileSync(file, JSON.stringify({ ...recording, ...change(recording) }));
  return () => readCase(file);
}

describe('a recording', () => {
  it('is read with the end of a connection that follows a refusal', () => {
    expect(readCase(GOOD).sink.faults).toEqual([{ kind: 'deferMail', atMsg: 5, then: 'reset' }]);
  });

  it.each([
    ['weather', 'at the top', () => ({ weather: 'fine' })],
    ['sendmail.helo', 'in a setting', ({ sendmail }) => ({ sendmail: { ...sendmail, helo: 1 } })],
    ['sink.jitterMs', 'of the server', ({ sink }) => ({ sink: { ...sink, jitterMs: 3 } })],
    ['route.*.domain', 'of a route', ({ route }) => ({ route: [{ ...route[0], domain: 'a.b' }] })],
    [
      'messages.*.recipients, messages.*.to',
      'of its messages, told once',
      ({ messages }) => ({
        messages: messages.map((message) => ({ ...message, recipients: 2, to: 'a@b' })),
      }),
    ],
    [
      'sink.faults.*.rcpt',
      'of a fault',
      ({ sink }) => ({ sink: { ...sink, faults: [{ kind: 'deferRcpt', rcpt: 'a@' }] } }),
    ],
  ] as [string, string, (recording: RecordedCase) => object][])(
    'with a field that the replay does not know is refused: %s, %s',
    (field, _where, change) => {
      const message = `\n  ${field}: the replay does not know what that does`;
      expect(reading(change)).toThrow(new RegExp(`${message.replaceAll(/[.*]/g, '\\$&')}$`));
    },
  );

  it.each([
    ['of a kind of its own', { kind: 'deferOneRcpt' }, /sink\.faults\.\*\.kind: .*"deferRcpt"/],
    ['that ends what was not refused', { kind: 'defer', then: 'reset' }, /knows "then" after/],
    ['with a time for nothing', { kind: 'deferMail', thenMs: 3 }, /thenMs without then/],
  ])('with a fault %s is refused', (_what, fault, message) => {
    expect(reading(({ sink }) => ({ sink: { ...sink, faults: [fault] } }))).toThrow(message);
  });

  it('with a value that the model leaves out is refused', () => {
    const single = ({ sendmail }: RecordedCase) => ({
      sendmail: { ...sendmail, singleThread: true },
    });
    expect(reading(single)).toThrow(/sendmail\.singleThread/);
  });

  it('with a throttle that several names share is refused', () => {
    const shared = ({ route, sink }: RecordedCase) => ({
      route: [...route, { name: 'b.test', addresses: ['127.0.0.3'] }],
      sink: { ...sink, throttle: { messages: 6, windowMs: 2000 } },
    });
    expect(reading(shared)).toThrow(/sink\.throttle/);
  });
});
