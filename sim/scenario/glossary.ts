/** What the words of results mean: measures, parts of the delay, terms of the field. */

export const GLOSSARY: ReadonlyMap<string, string> = new Map([
  [
    'p50',
    'Half of the delivered messages had this delay or less. (p90, p95, p99, p99.9 likewise.)',
  ],
  ['p90', 'Nine in ten delivered messages had this delay or less.'],
  ['p95', '95% of the delivered messages had this delay or less.'],
  ['p99', '99% of the delivered messages had this delay or less.'],
  ['p99.9', '999 of 1000 delivered messages had this delay or less.'],
  ['max', 'The longest delay of a delivered message.'],
  ['mean', 'The mean delay of the delivered messages.'],
  ['delay', "From the gateway's acceptance of a message to the far side's."],
  ['queue-run', 'Part of the delay: waiting for the next queue run, never tried yet.'],
  ['list', "Part of the delay: in a queue run's list, behind other messages of the same runner."],
  [
    'mark',
    'Part of the delay: skipped because the shared host-status table says that the host is bad.',
  ],
  ['memory', 'Part of the delay: skipped because this queue runner itself saw the host fail.'],
  ['lock', 'Part of the delay: skipped because the host-status file was locked at that moment.'],
  [
    'far-side',
    'Part of the delay: setting up connections, failed attempts and the wait after them.',
  ],
  ['transfer', 'Part of the delay: the work and the transfer of the attempt that succeeds.'],
  ['largest-part', 'The part that most of the delay went into.'],
  ['cuts', 'Connections that the far side ended at their lifetime.'],
  ['deferrals-attempted', 'Deferrals after a real attempt: the log line has relay=host [address].'],
  ['deferrals-skipped', 'Deferrals without a connection: relay=host without an address, xdelay 0.'],
  ['backlog-peak', 'The most messages that waited in queues at one time.'],
  ['first-attempt-share', 'Share of the messages that were delivered at their first attempt.'],
  [
    'host-status',
    'The table of hosts that failed, which all processes of a gateway share (HostStat).',
  ],
  [
    'variance-ratio',
    'What common random numbers bought: 0.2 means a fifth of the variance of independent runs.',
  ],
]);
