/**
 * The host-status table of each gateway at one moment, as Sendmail's `hoststat` prints it, which
 * running processes hold a host for bad in their own memory, and what to know before deleting files:
 * that does not reach those processes.
 *
 * Source: Sendmail 8.17.1, mci.c (mci_print_persistent), compared with what it prints. Left out: the
 * star of a file that is locked at that moment. The stored words of a 4xx are an assumption.
 * Units: ms from the start of the run.
 */

import { count, duration } from '../document/quantity.ts';
import { type Page, wrap } from '../document/text-layout.ts';
import { interval } from '../maillog/write-line.ts';
import { SKIP_TEXTS, STATUS_BAD, STATUS_GOOD } from '../mailpath/host-status-table.ts';
import type { World } from '../mailpath/world.ts';
import { type TraceContext, timeOfRun } from './run-recorder.ts';

const HEAD = ' -------------- Hostname --------------- How long ago ---------Results---------';
const RESULT_WIDTH = 25;

interface HostStatusLine {
  readonly host: number;
  readonly status: 'good' | 'bad' | 'unavailable';
  readonly text: (typeof SKIP_TEXTS)[number];
  /** Since the last use that the file states. */
  readonly agoMs: number;
  /** A mark that is still in force for who reads it now. */
  readonly marked: boolean;
  readonly leftMs: number;
  /** Processes at work that remember the host as bad themselves. */
  readonly remembering: number;
}

interface HostStatusView {
  readonly gateway: number;
  /** HostStat is on. */
  readonly on: boolean;
  readonly lines: readonly HostStatusLine[];
}

function hostStatusAt(world: World, atMs: number): HostStatusView[] {
  const nowSecond = Math.floor((world.clockMs + atMs) / 1000);
  return world.gateways.map(({ index, table, settings }) => {
    const timeoutSeconds = settings.hostStatusTimeoutMs / 1000;
    const lines = world.hosts.flatMap((_, host): HostStatusLine[] => {
      if (table.exists[host] === 0) return [];
      const since = nowSecond - table.lastUseSecond[host];
      const bad = table.status[host] === STATUS_BAD;
      const remembering = world.processes.all.filter(
        (process) =>
          process.gateway?.index === index &&
          (process.message >= 0 || process.run !== null) &&
          process.status[host] === STATUS_BAD &&
          process.lastUseSecond[host] + timeoutSeconds > nowSecond,
      ).length;
      return [
        {
          host,
          status: bad ? 'bad' : table.status[host] === STATUS_GOOD ? 'good' : 'unavailable',
          text: SKIP_TEXTS[table.text[host]],
          agoMs: since * 1000,
          marked: bad && settings.hostStatus && since < timeoutSeconds,
          leftMs: Math.max(0, timeoutSeconds - since) * 1000,
          remembering,
        },
      ];
    });
    return { gateway: index, on: settings.hostStatus, lines };
  });
}

export function hostStatusText(
  world: World,
  atMs: number,
  context: TraceContext,
  page: Page,
): string {
  const views = hostStatusAt(world, atMs);
  const lines = views.flatMap((view) => [
    ...(views.length > 1 ? [`gateway ${view.gateway + 1}`] : []),
    ...tableOf(view, context),
    '',
  ]);
  const marked = views.flatMap((view) => view.lines).filter((line) => line.marked);
  const notes = [
    `At ${timeOfRun(context, atMs)}; one replication is an example, not an estimate.`,
    ...(views.every(({ on }) => on) ? [] : ['HostStat is off: nobody reads or writes this table.']),
    ...marked.map((line) => markNote(line, context)),
    ...(marked.length > 0 ? [LESSON] : []),
  ];
  return `${[...lines, ...notes.flatMap((note) => wrap(note, page.columns))].join('\n')}\n`;
}

const LESSON =
  'Deleting the files (or clearing the table) holds for processes that start afterwards: a running one has read the file once and does not look again. purgestat (sendmail -bH) deletes only files older than the host-status timeout, so that a fresh mark survives it.';

function tableOf({ lines }: HostStatusView, { input }: TraceContext): string[] {
  if (lines.length === 0) return ['(no host has a file yet)'];
  return [
    HEAD,
    ...lines.map((line) => {
      // Sendmail shows a literal without its brackets.
      const host = input.hosts[line.host].name.replace(/\.$/, '').replace(/^\[(.*)\]$/, '$1');
      const ago = interval(Math.max(0, line.agoMs)).padStart(12);
      return ` ${host.padEnd(39)} ${ago} ${resultOf(line, host)}`;
    }),
  ];
}

function resultOf({ status, text }: HostStatusLine, host: string): string {
  if (status === 'good') return 'OK';
  if (status === 'unavailable') return 'Service unavailable';
  switch (text) {
    case 'reset':
    case 'timeout':
      return `451 4.4.1 reply: read error from ${host}.`.slice(0, RESULT_WIDTH);
    case 'refused':
      return 'Deferred: Connection refused';
    case 'bare':
      return '421 4.3.2 Service not active'.slice(0, RESULT_WIDTH);
  }
}

function markNote({ host, leftMs, remembering }: HostStatusLine, { input }: TraceContext): string {
  const name = input.hosts[host].name;
  const also =
    remembering === 0
      ? 'no process at work remembers it itself'
      : `${count(remembering)} ${remembering === 1 ? 'process' : 'processes'} at work ${remembering === 1 ? 'remembers' : 'remember'} it ${remembering === 1 ? 'itself' : 'themselves'}, which no deletion changes`;
  return `${name} is marked for ${duration(leftMs)} more; ${also}.`;
}
