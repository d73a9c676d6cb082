/** Logs that are named on the command line, fitted to a scenario. */

import { FitStudy, type LogFit } from '../maillog/fit/fit.ts';
import type { MailLogOptions } from '../maillog/mail-log.ts';
import type { Arguments } from '../studies/arguments.ts';
import { InvalidLog } from '../studies/arguments.ts';
import { fittedLog } from '../studies/fit/fitted-log.ts';
import { lifetimeAsked, noDelivery } from '../studies/log-asked.ts';
import { readInto } from './log-study.ts';
import { packageVersion } from './package-root.ts';
import type { Terminal } from './terminal.ts';

export interface FittedLogs {
  readonly fit: LogFit;
  readonly files: readonly string[];
  /** False: Ctrl+C ended the reading. */
  readonly whole: boolean;
}

/** Throws InvalidLog where there are no deliveries. */
export async function fitLogs(
  paths: readonly string[],
  keepsArrivals: boolean,
  args: Arguments,
  terminal: Terminal,
): Promise<FittedLogs> {
  const lifetimeMs = lifetimeAsked(args);
  const make = (options: MailLogOptions) => new FitStudy(options, keepsArrivals);
  const { study, files, whole } = await readInto(make, paths, args, terminal);
  const fit = study.fit(lifetimeMs);
  const { counts } = fit.facts;
  if (counts.byKind.delivery === 0) throw new InvalidLog(noDelivery(files, counts));
  return { fit, files, whole };
}

/**
 * `recordedIn`: the file of recorded arrivals that the scenario refers to, or null. Throws InvalidLog
 * where no scenario fits the logs.
 */
export function scenarioOf(fitted: FittedLogs, recordedIn: string | null): string {
  const { fit, files } = fitted;
  const { scenario, reason } = fittedLog(fit, {
    version: packageVersion(),
    files,
    recorded: recordedIn === null ? null : { file: recordedIn, csv: recordedCsv(fitted) },
  });
  if (scenario === null) throw new InvalidLog(reason);
  return scenario;
}

/** The arrivals as a file that a scenario can refer to. */
export function recordedCsv({ fit: { site, arrivals } }: FittedLogs): string {
  // Stamps may go back; recorded arrivals may not.
  const ascending = [...arrivals.recorded].sort(([a], [b]) => a - b);
  const rows = ascending.map(([ms, bytes]) => `${ms - site.startsMs},${bytes}`);
  return `arrival_ms,bytes\n${rows.join('\n')}\n`;
}
