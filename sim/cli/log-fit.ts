/** Logs that are named on the command line, fitted to a scenario. */

import type { Arguments } from '../inquiry/arguments.ts';
import { lifetimeAsked, noArrivals, noDelivery } from '../inquiry/log-asked.ts';
import { InvalidLog } from '../inquiry/refusal.ts';
import { FitStudy, type LogFit } from '../maillog/fit/fit.ts';
import type { MailLogOptions } from '../maillog/mail-log.ts';
import { type FittedScenarioContext, fittedScenario } from '../report/fitted-scenario.ts';
import { readInto } from './log-study.ts';
import { packageVersion } from './package-root.ts';
import type { Terminal } from './terminal.ts';

export interface FittedLogs {
  readonly fit: LogFit;
  readonly files: readonly string[];
  /** False: Ctrl+C ended the reading. */
  readonly whole: boolean;
}

/** Throws InvalidLog where there is nothing to fit. */
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
  if (fit.arrivals.count === 0) throw new InvalidLog(noArrivals(files));
  return { fit, files, whole };
}

export function scenarioOf(
  { fit, files }: FittedLogs,
  recorded: FittedScenarioContext['recorded'],
): string {
  const { site, facts } = fit;
  return fittedScenario(site, {
    version: packageVersion(),
    files,
    toMs: facts.traffic.toMs,
    recorded,
  });
}

/** The arrivals as a file that a scenario can refer to. */
export function recordedCsv({ fit: { site, arrivals } }: FittedLogs): string {
  const rows = arrivals.recorded.map(([ms, bytes]) => `${ms - site.startsMs},${bytes}`);
  return `arrival_ms,bytes\n${rows.join('\n')}\n`;
}
