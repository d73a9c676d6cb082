/** A forecast of made-up replications, for tests of reports. */

import type { Incident } from '../../../sim/maillog/incident.ts';
import { buildForecast, type ForecastResult } from '../../../sim/studies/forecast/request.ts';
import {
  type Clearance,
  COMMANDS_NOW,
  type CommandNow,
  triedValues,
} from '../../../sim/studies/forecast/study.ts';
import { officeGateway } from '../office-gateway.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const INCIDENT: Incident = {
  atMs: Date.UTC(2026, 0, 5, 9, 30),
  waiting: 7548,
  oldestMs: 45 * MINUTE,
  tries: 1,
  marks: [{ host: 'exchange-online', ageMs: 25 * MINUTE }],
  runnersAtWork: 1,
  nextRunMs: 12 * MINUTE,
  ratePerMs: 0.005,
};

/** Minutes until 99% are delivered, in the middle of the replications; a limit changes nothing. */
const P99: Readonly<Partial<Record<CommandNow, number>>> = {
  'as-is': 90,
  clear: 90,
  runners: 55,
  retry: 15,
  'host-status': Number.POSITIVE_INFINITY,
  all: 8,
};

function runsOf(command: CommandNow, replications: number): Clearance[] {
  const middle = P99[command];
  if (middle === undefined) return [];
  return Array.from({ length: replications }, (_, k) => {
    // Clearing the table is sooner in some replications only.
    const sign = command === 'clear' && k % 2 === 0 ? -1 : 1;
    const p99Ms = (middle + sign * k * 0.2) * MINUTE;
    return { p50Ms: p99Ms / 2, p99Ms, maxMs: p99Ms * 1.2, simulatedMs: 24 * HOUR, work: 1 };
  });
}

export function forecastOf(
  incident: Partial<Incident> = {},
  { replications = 39, partial = false } = {},
): ForecastResult {
  const commands = COMMANDS_NOW.map((command) => {
    const runs = runsOf(command, replications);
    return { command, changes: runs.length > 0, runs, untilMs: 24 * HOUR };
  });
  return buildForecast({ ...INCIDENT, ...incident }, commands, {
    version: '0.1.0',
    files: ['maillog'],
    seed: 's',
    timeoutMs: 30 * MINUTE,
    values: triedValues(officeGateway(), { runners: 4, retry: MINUTE, limit: 199 }),
    assumptions: ['the remote server’s faults of the log are over'],
    partial,
  });
}
