/**
 * Several names and addresses in a route. What they show: names in order and of equal preference,
 * addresses of one name, a mark that is about a name, a message that goes on to the next name.
 */
import { NO_CAP_MS, type RecordingPlan, USUAL_SETTINGS } from '../recording-plan.ts';

const IN_ORDER = [
  { name: 'exo1.test', addresses: ['127.0.0.2'] },
  { name: 'exo2.test', addresses: ['127.0.0.3'] },
];

export const ROUTE_PLANS: readonly RecordingPlan[] = [
  {
    name: 'h1-hostlist-cap',
    what: 'two smart hosts in order, burst of 100, lifetime 4.3 s, host status 17 s',
    route: IN_ORDER,
    sendmail: { ...USUAL_SETTINGS, hostStatusTimeout: '17s' },
    sink: { hosts: ['127.0.0.2', '127.0.0.3'], capMs: 4300, serviceMs: 200 },
    traffic: { arrivals: { kind: 'steady', count: 100, gapMs: 10 } },
    atMostMs: 120_000,
  },
  {
    name: 'h2-equal-421',
    what: 'two names of equal preference, the first greets 421 for 14 s, 2 runners, Poisson 4/s for 30 s, host status 11 s',
    route: [
      { name: 'exo1.test', addresses: ['127.0.0.2'], preference: 0 },
      { name: 'exo2.test', addresses: ['127.0.0.3'], preference: 0 },
    ],
    sendmail: { ...USUAL_SETTINGS, runnersPerQueue: 2, hostStatusTimeout: '11s' },
    sink: {
      hosts: ['127.0.0.2', '127.0.0.3'],
      capMs: NO_CAP_MS,
      serviceMs: 200,
      faults: [{ kind: 'greet421', host: '127.0.0.2', toMs: 14_000 }],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 4, forMs: 30_000, seed: 'h2' } },
    atMostMs: 60_000,
  },
  {
    name: 'h3-address-refuses',
    what: 'one name with two addresses, the first refuses connections throughout, 2 runners, lifetime 4.6 s, host status 13 s, Poisson 4/s for 30 s',
    route: [{ name: 'exo.test', addresses: ['127.0.0.2', '127.0.0.3'] }],
    sendmail: { ...USUAL_SETTINGS, runnersPerQueue: 2, hostStatusTimeout: '13s' },
    sink: { hosts: ['127.0.0.3'], capMs: 4600, serviceMs: 400 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 4, forMs: 30_000, seed: 'h3' } },
    atMostMs: 100_000,
  },
  {
    name: 'h7-cut-between-messages',
    what: 'one name with two addresses, the first refuses connections throughout, 2 runners, lifetime 5 s, host status 13 s, Poisson 4/s for 30 s',
    route: [{ name: 'exo.test', addresses: ['127.0.0.2', '127.0.0.3'] }],
    sendmail: { ...USUAL_SETTINGS, runnersPerQueue: 2, hostStatusTimeout: '13s' },
    // 11 messages take 4.9 s: the cut falls between two of them or into the next, by chance.
    sink: { hosts: ['127.0.0.3'], capMs: 5000, serviceMs: 400 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 4, forMs: 30_000, seed: 'h3' } },
    atMostMs: 100_000,
  },
  {
    name: 'h4-literal',
    what: 'route by address literal, burst of 50, lifetime 4.3 s, host status 17 s',
    route: [{ name: '[127.0.0.2]', addresses: ['127.0.0.2'] }],
    sendmail: { ...USUAL_SETTINGS, hostStatusTimeout: '17s' },
    sink: { capMs: 4300, serviceMs: 200 },
    traffic: { arrivals: { kind: 'steady', count: 50, gapMs: 10 } },
    atMostMs: 100_000,
  },
  {
    name: 'h5-both-421',
    what: 'two smart hosts in order, the first greets 421 for 20 s, the second from second 8 to 14, host status 12 s, Poisson 3/s for 35 s',
    route: IN_ORDER,
    sendmail: { ...USUAL_SETTINGS, hostStatusTimeout: '12s' },
    sink: {
      hosts: ['127.0.0.2', '127.0.0.3'],
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [
        { kind: 'greet421', host: '127.0.0.2', toMs: 20_000 },
        { kind: 'greet421', host: '127.0.0.3', fromMs: 8000, toMs: 14_000 },
      ],
    },
    traffic: { arrivals: { kind: 'poisson', perSecond: 3, forMs: 35_000, seed: 'h5' } },
    atMostMs: 90_000,
  },
  {
    name: 'h6-cache-one',
    what: 'two smart hosts in order, connection cache of 1, lifetime 4.3 s, host status 17 s, 2 runners, Poisson 6/s for 30 s',
    route: IN_ORDER,
    sendmail: {
      ...USUAL_SETTINGS,
      connectionCache: 1,
      runnersPerQueue: 2,
      hostStatusTimeout: '17s',
    },
    sink: { hosts: ['127.0.0.2', '127.0.0.3'], capMs: 4300, serviceMs: 200 },
    traffic: { arrivals: { kind: 'poisson', perSecond: 6, forMs: 30_000, seed: 'h6' } },
    atMostMs: 90_000,
  },
  {
    name: 'h8-refused-rcpt-in-order',
    what: 'two smart hosts in order, the first refuses the 4th message of a connection at RCPT and closes right behind it, burst of 40, host status 9 s',
    route: IN_ORDER,
    sendmail: { ...USUAL_SETTINGS, hostStatusTimeout: '9s' },
    sink: {
      hosts: ['127.0.0.2', '127.0.0.3'],
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [{ kind: 'deferRcpt', atMsg: 4, host: '127.0.0.2', then: 'eof', thenMs: 0 }],
    },
    traffic: { arrivals: { kind: 'steady', count: 40, gapMs: 10 } },
    atMostMs: 60_000,
  },
  {
    name: 'h9-last-host-defers',
    what: 'two smart hosts in order, for 8 s the first greets with 554 and the second with 421, burst of 30, host status 9 s',
    route: IN_ORDER,
    sendmail: { ...USUAL_SETTINGS, hostStatusTimeout: '9s' },
    sink: {
      hosts: ['127.0.0.2', '127.0.0.3'],
      capMs: NO_CAP_MS,
      serviceMs: 150,
      faults: [
        { kind: 'greet554', host: '127.0.0.2', toMs: 8000 },
        { kind: 'greet421', host: '127.0.0.3', toMs: 8000 },
      ],
    },
    traffic: { arrivals: { kind: 'steady', count: 30, gapMs: 10 } },
    atMostMs: 60_000,
  },
];
