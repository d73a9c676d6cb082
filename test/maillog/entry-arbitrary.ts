/** Lines that Sendmail can write, for property tests: whatever its fields can hold. */
import fc from 'fast-check';
import type { LogEntry, Relay, TlsFields } from '../../sim/maillog/entry.ts';

const SECOND = 1000;

const atom = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const literal = fc.ipV4().map((ip) => `[${ip}]`);
const hostName = fc.oneof(atom, literal);
const queueId = fc.stringMatching(/^[A-Za-z0-9]{8}[0-9]{6}$/);
/** Local parts hold anything that is quoted; what looks like a field of ours in them is allowed. */
const local = fc.oneof(atom, fc.constantFrom('"a, b"', '"x = y"', "o'hara+tag", '"a, b=c"'));
const address = fc.tuple(local, atom).map(([name, domain]) => `<${name}@${domain}>`);
const messageId = fc.tuple(atom, atom).map(([left, right]) => `<${left}, x=${right}@h>`);
const delay = fc.integer({ min: 0, max: 9 * 86_400 }).map((seconds) => seconds * SECOND);
const dsn = fc
  .tuple(fc.constantFrom(2, 4, 5), fc.nat(9), fc.nat(999))
  .map(([a, b, c]) => `${a}.${b}.${c}`);

const relay: fc.Arbitrary<Relay> = fc.record({
  name: hostName,
  address: fc.option(fc.oneof(fc.ipV4(), fc.ipV6()), { nil: null }),
});

const tls: fc.Arbitrary<TlsFields> = fc.record({
  verify: fc.constantFrom('NONE', 'OK', 'FAIL'),
  version: fc.option(fc.constantFrom('TLSv1.2', 'TLSv1.3'), { nil: null }),
  cipher: fc.option(atom, { nil: null }),
});

const words = fc.oneof(
  fc.constantFrom('Server busy, please retry later', 'Try again, code=7, later', 'No'),
  atom,
);
const reply = fc
  .tuple(fc.integer({ min: 400, max: 599 }), dsn, words)
  .map(([code, enhanced, text]) => `${code} ${enhanced} ${text}`);
const stat = fc.oneof(
  fc.constantFrom('queued', 'Deferred', 'Service unavailable', 'User unknown'),
  words.map((text) => `Sent (${text})`),
  hostName.map((host) => `Deferred: Connection reset by ${host}`),
  reply.map((text) => `Deferred: ${text}`),
);

function optional<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(value, { nil: null });
}

const head = {
  // Stamps without a year tell it only where no half year lies between two lines.
  timeMs: fc
    .integer({ min: 0, max: 180 * 86_400 })
    .map((seconds) => Date.UTC(2026, 0, 1) + seconds * SECOND),
  host: optional(atom),
  program: fc.constantFrom('sendmail', 'sm-mta', 'sendmail-in'),
  pid: optional(fc.integer({ min: 1, max: 4_194_304 })),
};

export const entryArbitrary: fc.Arbitrary<LogEntry> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      ...head,
      kind: fc.constant('accepted' as const),
      queueId,
      from: fc.oneof(address, fc.constant('<>')),
      sizeBytes: fc.nat(200_000_000),
      class: fc.constantFrom(0, -30, -60, 100),
      recipients: fc.integer({ min: 1, max: 1000 }),
      messageId: optional(messageId),
      protocol: optional(fc.constantFrom('ESMTP', 'ESMTPS', 'SMTP')),
      daemon: optional(atom),
      relay: optional(relay),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...head,
      kind: fc.constant('delivery' as const),
      queueId,
      to: fc.array(address, { minLength: 1, maxLength: 4 }).map((all) => all.join(',')),
      controlling: optional(address),
      delayMs: delay,
      xdelayMs: optional(delay),
      mailer: optional(fc.constantFrom('smtp', 'esmtp', 'relay', 'local')),
      tls: optional(tls),
      priority: optional(fc.integer({ min: -100_000, max: 1e9 })),
      relay: optional(relay),
      dsn: optional(dsn),
      reply: optional(reply),
      stat,
    }),
  },
  fc.record({
    ...head,
    kind: fc.constant('done' as const),
    queueId,
    delayMs: delay,
    tries: fc.nat(1000),
  }),
  fc.record({ ...head, kind: fc.constant('connect' as const), queueId, from: hostName }),
  fc.record({
    ...head,
    kind: fc.constant('daemon' as const),
    version: fc.constantFrom('8.17.1', '8.16.1', '8.14.7/8.14.7'),
    intervalMs: delay,
    persistent: fc.boolean(),
  }),
  fc.record({
    ...head,
    kind: fc.constant('daemon' as const),
    version: fc.constant('8.17.1'),
    intervalMs: fc.constant(null),
    persistent: fc.constant(false),
  }),
  fc.record({
    ...head,
    kind: fc.constant('other' as const),
    queueId: optional(queueId),
    text: fc.constantFrom(
      'STARTTLS=client, relay=x., verify=OK',
      'collect: premature EOM',
      'clone abc',
    ),
  }),
);
