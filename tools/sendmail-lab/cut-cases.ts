/** Logs in which connections are cut at the end of their lifetime, and what surrounds that. */
import { NO_CAP_MS, ONE_HOST } from '../../test/validation/recording/recording-plan.ts';
import { labCase, MAILBOXES, poisson } from './lab-case.ts';

export const CUT_CASES = [
  labCase({
    name: 'cut-between-by-reset',
    happened:
      'Two runners; a connection of 3 s is reset once the message in service is taken: that runner reconnects at once and carries on, but the mark that it leaves stands until it closes well, and a queue run that starts meanwhile skips its whole list.',
    diagnosis:
      'The failure in the form that shows no failed attempt: skips alone, a whole list at a time, after connections of 8 messages; a limit of 6 messages a connection removes it.',
    sendmail: { runnersPerQueue: 2, hostStatusTimeout: '20s' },
    sink: { capMs: 3000, capWhen: 'between', serviceMs: 350 },
    traffic: { arrivals: poisson(4, 50_000, 'cut-between') },
    atMostMs: 100_000,
  }),
  labCase({
    name: 'cut-between-by-421',
    happened:
      'Two runners; a connection of 3 s gets a 421 once the message in service is taken: the runner reconnects at once, no mark is left.',
    diagnosis:
      'Healthy: connections end at about 3 s between messages, and nothing is deferred by it.',
    sendmail: { runnersPerQueue: 2, hostStatusTimeout: '20s', logLevel: 14 },
    sink: { capMs: 3000, capWhen: 'between', capHow: '421', serviceMs: 350 },
    traffic: { arrivals: poisson(3, 45_000, 'cut-between') },
    atMostMs: 100_000,
  }),
  labCase({
    name: 'cut-without-host-status',
    happened:
      'Two runners, host status off; every connection of 3 s is reset with a message in service: the rest of that runner’s list is skipped, the next run tries again.',
    diagnosis:
      'The failure without marks: cuts at about 3 s, skips within a run only, each run delivers 7 messages a runner before its cut; what stands last in the lists waits for many runs. A limit of 6 messages a connection removes it.',
    sendmail: { runnersPerQueue: 2, hostStatus: false },
    sink: { capMs: 3000, serviceMs: 350 },
    traffic: { arrivals: poisson(3.5, 45_000, 'cut-without') },
    atMostMs: 100_000,
  }),
  labCase({
    name: 'persistent-cut',
    happened:
      'Persistent queue runs 2 s apart, 2 runners, lognormal sizes; connections reset at 3 s with a message in service, marks of 15 s.',
    diagnosis:
      'The failure: cuts at about 3 s, the mark of 15 s skips all mail in every pass 2 s apart, mail comes in bursts after each mark.',
    sendmail: {
      persistent: true,
      queueInterval: '2s',
      runnersPerQueue: 2,
      hostStatusTimeout: '15s',
    },
    sink: { capMs: 3000, latencyMs: 150, bytesPerMs: 40 },
    traffic: {
      arrivals: poisson(2, 45_000, 'persistent-cut'),
      sizes: { medianBytes: 6000, sigma: 1, seed: 'persistent-cut' },
    },
    atMostMs: 120_000,
  }),
  labCase({
    name: 'two-destinations',
    happened:
      'Two destinations in one queue, 2 runners: connections to exo.test are reset at 3 s with a message in service, marks of 15 s; partner.test, another domain’s host, is well throughout.',
    diagnosis:
      'The failure, for exo.test alone: cuts at about 3 s and skips; the other destination’s mail is delivered by every run.',
    route: [
      ...ONE_HOST,
      { name: 'mx.partner.test', addresses: ['127.0.0.3'], domain: 'partner.test' },
    ],
    sendmail: { runnersPerQueue: 2, hostStatusTimeout: '15s' },
    sink: {
      hosts: ['127.0.0.2', '127.0.0.3'],
      capMs: 3000,
      capHost: '127.0.0.2',
      serviceMs: 300,
    },
    traffic: {
      arrivals: poisson(3.6, 35_000, 'two-destinations'),
      mailboxes: [...MAILBOXES, 'kai@partner.test', 'lea@partner.test', 'max@partner.test'],
    },
    atMostMs: 110_000,
  }),
  labCase({
    name: 'throttled-and-cut',
    happened:
      'Two runners; every second message of a connection gets 451 4.7.500 at MAIL, which shortens them so that one alone reaches its 3 s and is reset with a message in service; a mark of 15 s. The line after a refused MAIL has a relay without an address, so this cut reads like a skip.',
    diagnosis:
      'Both: true throttling throughout, and one cut with its mark. The first line without an address or a reply, in a process whose message before was answered by 451, is the cut itself.',
    sendmail: { runnersPerQueue: 2, hostStatusTimeout: '15s' },
    sink: { capMs: 3000, serviceMs: 350, faults: [{ kind: 'deferMail', everyMsg: 2 }] },
    traffic: { arrivals: poisson(2.5, 40_000, 'throttled-and-cut') },
    atMostMs: 110_000,
  }),
  labCase({
    name: 'last-of-limit-deferred',
    happened:
      'Six messages a connection, 2 runners; for 15 s the sixth of each connection gets 451 at its dot, so the connection is closed with the host marked, for 12 s.',
    diagnosis:
      'Few 451 at the dot, each the last message of its connection; the mark that it leaves defers the rest with bare Deferred: nothing is cut.',
    sendmail: { runnersPerQueue: 2, maxMsgs: 6, hostStatusTimeout: '12s' },
    sink: {
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [{ kind: 'defer', atMsg: 6, fromMs: 10_000, toMs: 25_000 }],
    },
    traffic: { arrivals: poisson(3, 45_000, 'last-of-limit') },
    atMostMs: 100_000,
  }),
  labCase({
    name: 'never-fits',
    happened:
      'Six messages a connection fit well into 4 s, but one message of 300 kB takes 8 s: it is cut at every attempt and each time marks the host for 12 s.',
    diagnosis:
      'One message can never fit and causes every mark: name it; all other mail waits for the marks that it leaves.',
    sendmail: { runnersPerQueue: 2, maxMsgs: 6, hostStatusTimeout: '12s' },
    sink: { capMs: 4000, latencyMs: 150, bytesPerMs: 40 },
    traffic: {
      arrivals: poisson(2, 50_000, 'never-fits'),
      sizes: { medianBytes: 5000, sigma: 0.5, seed: 'never-fits' },
      large: { message: 20, bytes: 300_000 },
    },
    atMostMs: 90_000,
  }),
  labCase({
    name: 'mid-incident',
    happened:
      'Two runners, connections reset at 3 s with a message in service, marks of 20 s; the log begins after 45 s, some seconds after the first cuts, so the first messages in it were accepted before it.',
    diagnosis:
      'The failure, already under way where the log begins: queue ids without an acceptance are not mistaken for lost mail, their arrival is the line’s time less its delay.',
    sendmail: { runnersPerQueue: 2, hostStatusTimeout: '20s' },
    sink: { capMs: 3000, serviceMs: 350 },
    traffic: { arrivals: poisson(2.2, 55_000, 'mid-incident') },
    atMostMs: 115_000,
    keptFromMs: 45_000,
  }),
];
