/** Logs in which nothing is wrong, or nothing but load, size or a setting that fits. */
import { NO_CAP_MS } from '../../test/validation/recording/recording-plan.ts';
import { labCase, poisson } from './lab-case.ts';

const QUICK = { capMs: NO_CAP_MS, latencyMs: 60, bytesPerMs: 40 };

export const HEALTHY_CASES = [
  labCase({
    name: 'background-healthy',
    happened:
      'Background delivery, 2.5 messages a second for 60 s, no fault: each message has a connection of its own.',
    diagnosis:
      'Healthy: every message delivered at its first attempt, delays of 0-2 s; one message a connection is what background delivery does.',
    sendmail: { deliveryMode: 'background' },
    sink: QUICK,
    traffic: {
      arrivals: poisson(2.5, 60_000, 'background-healthy'),
      sizes: { medianBytes: 5000, sigma: 1, seed: 'background-healthy' },
    },
    atMostMs: 80_000,
  }),
  labCase({
    name: 'queue-only-healthy',
    happened:
      'Queue-only, 3 messages a second for 50 s, 2 runners, queue runs every 5 s, no fault.',
    diagnosis:
      'Healthy: the delay is the wait for the next queue run; a shorter interval is all that would shorten it.',
    sendmail: { runnersPerQueue: 2 },
    sink: QUICK,
    traffic: {
      arrivals: poisson(3, 50_000, 'queue-only-healthy'),
      sizes: { medianBytes: 5000, sigma: 1, seed: 'queue-only-healthy' },
    },
    atMostMs: 80_000,
  }),
  labCase({
    name: 'slow-link',
    happened:
      'Background delivery of large messages (median 60 kB) over 20 kB/s, no cut: the transfer takes seconds.',
    diagnosis:
      'No failure: delay equals xdelay and grows with size, about 20 kB/s; the link or the remote server is slow, no setting of the gateway helps.',
    sendmail: { deliveryMode: 'background' },
    sink: { capMs: NO_CAP_MS, latencyMs: 100, bytesPerMs: 20 },
    traffic: {
      arrivals: poisson(1, 75_000, 'slow-link'),
      sizes: { medianBytes: 60_000, sigma: 0.8, seed: 'slow-link' },
    },
    atMostMs: 110_000,
  }),
  labCase({
    name: 'limit-fits',
    happened:
      'Lifetime of 3 s ended by a reset, but 6 messages a connection: each connection is over at about 2.4 s, none is cut.',
    diagnosis:
      'Healthy: 6 messages a connection, no cut, no deferral; whatever the lifetime is, the limit fits it.',
    sendmail: { runnersPerQueue: 2, maxMsgs: 6, hostStatusTimeout: '20s' },
    sink: { capMs: 3000, serviceMs: 350 },
    traffic: { arrivals: poisson(4, 50_000, 'cut-between') },
    atMostMs: 100_000,
  }),
  labCase({
    name: 'overloaded',
    happened:
      'Nine messages a second for 25 s against 2 runners that manage 6 (MaxQueueChildren 2, 300 ms a message), no fault: a run takes far longer than the interval of 5 s.',
    diagnosis:
      'No failure of the remote server: no deferral, the runners are always busy and the backlog grows with the arrivals; more runners help.',
    sendmail: { runnersPerQueue: 2, queueChildren: 2 },
    sink: { capMs: NO_CAP_MS, serviceMs: 300 },
    traffic: { arrivals: poisson(9, 25_000, 'overloaded') },
    atMostMs: 110_000,
  }),
  labCase({
    name: 'slow-queue',
    happened:
      'Queue-only, one runner, mostly small messages and a few of up to 400 kB over 40 kB/s, MaxQueueChildren 1, no fault: while a large one is sent, all others wait.',
    diagnosis:
      'No failure: a single runner is held up by single large messages, which xdelay shows; more runners help.',
    sendmail: { queueChildren: 1 },
    sink: { capMs: NO_CAP_MS, latencyMs: 60, bytesPerMs: 40 },
    traffic: {
      arrivals: poisson(1.5, 60_000, 'slow-queue'),
      sizes: { medianBytes: 4000, sigma: 2, seed: 'slow-queue' },
    },
    atMostMs: 110_000,
  }),
  labCase({
    name: 'single-thread',
    happened:
      'Background delivery, 3 messages a second, no fault, but SingleThreadDelivery: one process at a time may talk to a host, all others defer.',
    diagnosis:
      'No fault of the remote server: bare Deferred wherever deliveries overlap, with dsn=4.0.0 on a process’s first message and 4.4.5 on those after it; SingleThreadDelivery off removes it.',
    sendmail: { deliveryMode: 'background', singleThread: true, runnersPerQueue: 2 },
    sink: { capMs: NO_CAP_MS, serviceMs: 250 },
    traffic: { arrivals: poisson(3, 45_000, 'single-thread') },
    atMostMs: 80_000,
  }),
  labCase({
    name: 'lock-contention',
    happened:
      'Background delivery, a burst of 240 messages over four sessions, no fault at the remote server: processes find the host-status file locked by another.',
    diagnosis:
      'No fault of the remote server: bare Deferred at first attempts alone, while others are delivered in the same second, and the next run delivers them; host status off removes it.',
    sendmail: { deliveryMode: 'background' },
    sink: { capMs: NO_CAP_MS, serviceMs: 20 },
    traffic: { arrivals: { kind: 'steady', count: 240, gapMs: 0 }, sessions: 4 },
    atMostMs: 40_000,
  }),
];
