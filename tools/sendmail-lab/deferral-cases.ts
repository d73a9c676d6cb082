/** Logs in which the remote server rejects mail, temporarily or permanently, or does not answer. */
import { NO_CAP_MS } from '../../test/validation/recording/recording-plan.ts';
import { labCase, MAILBOXES, poisson } from './lab-case.ts';

export const DEFERRAL_CASES = [
  labCase({
    name: 'throttled-share',
    happened:
      'Every third message of a connection gets 451 4.7.500 at MAIL, throughout; 2 runners, queue runs every 5 s, marks of 25 s that such a reply never makes.',
    diagnosis:
      'Not the failure: the remote server throttles a fourth of the attempts; each deferral carries its reply, the host is never skipped. The line after a refused MAIL has a relay without an address though it was tried, delivered ones too.',
    sendmail: { runnersPerQueue: 2, hostStatusTimeout: '25s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 150, faults: [{ kind: 'deferMail', everyMsg: 3 }] },
    traffic: { arrivals: poisson(2.5, 50_000, 'throttled-share') },
    atMostMs: 90_000,
  }),
  labCase({
    name: 'throttled-windows',
    happened:
      'Background delivery; every message gets 451 4.7.500 at MAIL in two windows of 12 s and 8 s, none outside; marks of 25 s that such a reply never makes.',
    diagnosis:
      'Not the failure: true throttling, twice; all deferrals carry the reply, also those whose relay has no address, and all is delivered by the run after each window.',
    sendmail: { deliveryMode: 'background', runnersPerQueue: 2, hostStatusTimeout: '25s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [
        { kind: 'deferMail', fromMs: 12_000, toMs: 24_000 },
        { kind: 'deferMail', fromMs: 36_000, toMs: 44_000 },
      ],
    },
    traffic: { arrivals: poisson(2, 55_000, 'throttled-windows') },
    atMostMs: 90_000,
  }),
  labCase({
    name: 'minimum-queue-age',
    happened:
      'Queue-only, queue runs every 3 s, MinQueueAge 8 s; every third message of a connection gets 451 4.7.500 at MAIL for 30 s: a retry comes 9 s later, two runs pass it by.',
    diagnosis:
      'Not the failure: true throttling; the retry interval is about 9 s though runs are 3 s apart, so the minimum age rules the delay.',
    sendmail: { queueInterval: '3s', minQueueAge: '8s', hostStatusTimeout: '25s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 120,
      faults: [{ kind: 'deferMail', everyMsg: 3, fromMs: 8000, toMs: 38_000 }],
    },
    traffic: { arrivals: poisson(2, 45_000, 'minimum-queue-age') },
    atMostMs: 80_000,
  }),
  labCase({
    name: 'greylisted',
    happened:
      'Background delivery; each recipient gets 450 4.7.1 at RCPT until 12 s after the first attempt, then all is taken.',
    diagnosis:
      'Not the failure: greylisting at RCPT, each recipient’s first messages wait some 12 s; no mark, nothing skipped.',
    sendmail: { deliveryMode: 'background', hostStatusTimeout: '25s' },
    sink: { capMs: NO_CAP_MS, serviceMs: 120, faults: [{ kind: 'greylist', retryMs: 12_000 }] },
    traffic: { arrivals: poisson(2, 50_000, 'greylisted') },
    atMostMs: 80_000,
  }),
  labCase({
    name: 'mailbox-full',
    happened:
      'Background delivery; one of ten recipients, erik@tenant.test, gets 452 4.2.2 at RCPT throughout, everyone else’s mail is taken at once.',
    diagnosis:
      'Not the failure: one mailbox is full; its messages are retried at every run, all others are delivered at once, messages to two recipients to the other of them.',
    sendmail: { deliveryMode: 'background', hostStatusTimeout: '25s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 120,
      faults: [{ kind: 'fullMailbox', mailbox: MAILBOXES[4] }],
    },
    traffic: { arrivals: poisson(2, 45_000, 'mailbox-full') },
    atMostMs: 60_000,
  }),
  labCase({
    name: 'unknown-users',
    happened:
      'Background delivery; two of ten recipients get 550 5.1.1 at RCPT: their messages bounce, the bounces are relayed to the sender.',
    diagnosis:
      'Healthy: permanent failures are answers, not delays; they are counted apart, their bounces are mail of their own. A bare Deferred here or there is a locked host-status file, not a fault.',
    sendmail: { deliveryMode: 'background' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 120,
      faults: [
        { kind: 'unknownUser', mailbox: MAILBOXES[2] },
        { kind: 'unknownUser', mailbox: MAILBOXES[8] },
      ],
    },
    traffic: { arrivals: poisson(2.5, 45_000, 'unknown-users') },
    atMostMs: 55_000,
  }),
  labCase({
    name: 'busy-at-dot',
    happened:
      'Background delivery; 451 4.7.500 at the final dot for 4 s, which marks the host for 20 s.',
    diagnosis:
      'A fault of 4 s turned into a wait of 20 s by the mark: one deferral with its reply, then bare Deferred without an address, on first attempts and in every run.',
    sendmail: { deliveryMode: 'background', hostStatusTimeout: '20s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 120,
      faults: [{ kind: 'defer', fromMs: 12_000, toMs: 16_000 }],
    },
    traffic: { arrivals: poisson(2.5, 50_000, 'busy-at-dot') },
    atMostMs: 90_000,
  }),
  labCase({
    name: 'connect-refused',
    happened: 'Background delivery; connections refused for 10 s, marks of 25 s.',
    diagnosis:
      'A fault of 10 s turned into a wait of 25 s or more by the mark: one attempt with an address, all others are skips that repeat its text.',
    sendmail: { deliveryMode: 'background', hostStatusTimeout: '25s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 120,
      faults: [{ kind: 'refuse', fromMs: 12_000, toMs: 22_000 }],
    },
    traffic: { arrivals: poisson(2.5, 45_000, 'connect-refused') },
    atMostMs: 90_000,
  }),
  labCase({
    name: 'silent-greeting',
    happened:
      'Background delivery; for 10 s connections are accepted but never greeted; a greeting is awaited for 4 s, marks of 20 s.',
    diagnosis:
      'The remote server hangs before its greeting; each attempt costs 4 s, then the mark defers everything for its full time though the remote server is healthy again.',
    sendmail: {
      deliveryMode: 'background',
      hostStatusTimeout: '20s',
      greetingTimeout: '4s',
      logLevel: 14,
    },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 120,
      faults: [{ kind: 'silent', fromMs: 12_000, toMs: 22_000 }],
    },
    traffic: { arrivals: poisson(1.5, 45_000, 'silent-greeting') },
    atMostMs: 90_000,
  }),
  labCase({
    name: 'two-hosts-one-sick',
    happened:
      'Background delivery over two hosts in order; the first greets with 421 for 25 s, marks of 15 s; the second is well and takes over.',
    diagnosis:
      'No delay: the second host takes the mail at the same attempt. The first one’s refusals and skips leave no line at all: only the relay’s name changes for a while.',
    route: [
      { name: 'exo1.test', addresses: ['127.0.0.2'] },
      { name: 'exo2.test', addresses: ['127.0.0.3'] },
    ],
    sendmail: { deliveryMode: 'background', hostStatusTimeout: '15s', logLevel: 14 },
    sink: {
      hosts: ['127.0.0.2', '127.0.0.3'],
      capMs: NO_CAP_MS,
      serviceMs: 120,
      faults: [{ kind: 'greet421', host: '127.0.0.2', fromMs: 12_000, toMs: 37_000 }],
    },
    traffic: { arrivals: poisson(1.5, 55_000, 'two-hosts-one-sick') },
    atMostMs: 90_000,
  }),
  labCase({
    name: 'two-hosts-both-sick',
    happened:
      'Background delivery over two hosts in order, marks of 15 s: the first refuses connections for 20 s, the second greets with 421 for 10 s of them.',
    diagnosis:
      'Two short faults that overlap: mail waits only while both hosts are marked; the lines name the second alone, though both were passed by.',
    route: [
      { name: 'exo1.test', addresses: ['127.0.0.2'] },
      { name: 'exo2.test', addresses: ['127.0.0.3'] },
    ],
    sendmail: { deliveryMode: 'background', hostStatusTimeout: '15s' },
    sink: {
      hosts: ['127.0.0.2', '127.0.0.3'],
      capMs: NO_CAP_MS,
      serviceMs: 120,
      faults: [
        { kind: 'refuse', host: '127.0.0.2', fromMs: 12_000, toMs: 32_000 },
        { kind: 'greet421', host: '127.0.0.3', fromMs: 18_000, toMs: 28_000 },
      ],
    },
    traffic: { arrivals: poisson(1.5, 50_000, 'two-hosts-both-sick') },
    atMostMs: 90_000,
  }),
];
