/**
 * What an operator does at a time: change settings, clear the host-status table, flush the queue.
 *
 * Changed settings hold for processes and queue runs that start from then on: a running process
 * keeps what it read at its start. Units: milliseconds.
 */
import type { Gateway } from './gateway.ts';
import type { GatewaySettings, OperatorAction } from './input.ts';
import type { QueueRunner } from './queue-runner.ts';
import { inForce } from './queue-timing.ts';
import type { World } from './world.ts';

export function act(
  world: World,
  queueRunner: QueueRunner,
  action: OperatorAction,
  at: number,
): void {
  for (const gateway of world.gateways) {
    switch (action.kind) {
      case 'set':
        changeSettings(queueRunner, gateway, action.settings, at);
        break;
      case 'clear':
        for (let host = 0; host < world.hosts.length; host++) {
          if (action.host < 0 || action.host === host) gateway.table.clear(host, at);
        }
        break;
      case 'flush':
        queueRunner.flush(gateway, at);
        break;
    }
  }
}

/** A new interval, or another kind of queue runs, restarts the clock of the ticks. */
function changeSettings(
  queueRunner: QueueRunner,
  gateway: Gateway,
  change: Partial<GatewaySettings>,
  at: number,
): void {
  const before = gateway.settings;
  gateway.settings = inForce({ ...before, ...change });
  const { settings } = gateway;
  const asBefore =
    before.betweenRunsMs === settings.betweenRunsMs && before.queueRuns === settings.queueRuns;
  // A persistent pass at work sets the next one when it ends.
  const waitsForPass = gateway.passAtWork && settings.queueRuns === 'persistent';
  if (!asBefore && !waitsForPass) queueRunner.scheduleTick(gateway, at + settings.betweenRunsMs);
  if (waitsForPass) gateway.nextTickAt = Number.POSITIVE_INFINITY;
  if (before.hostStatus !== settings.hostStatus) {
    gateway.table.setInForce(settings.hostStatus, at);
  }
}
