/** The scenario that fits a log, or why there is none. What it says reads as a scenario and runs. */
import { logSpan } from '../../document/log-time.ts';
import { duration } from '../../document/quantity.ts';
import { MAX_FIT_MS } from '../../maillog/fit/arrivals.ts';
import type { LogFit } from '../../maillog/fit/fit.ts';
import { readScenario } from '../../scenario/read-scenario.ts';
import { noArrivals } from '../log-asked.ts';
import { problemText } from '../subject.ts';
import { fittedScenario } from './fitted-scenario.ts';

export interface FittedLogContext {
  readonly version: string;
  /** As the user names them. */
  readonly files: readonly string[];
  /** The arrivals as recorded, and the file that the scenario refers to; null: they are drawn. */
  readonly recorded: { readonly file: string; readonly csv: string } | null;
}

export type FittedLog =
  | { readonly scenario: string; readonly reason: null }
  | { readonly scenario: null; readonly reason: string };

export function fittedLog(fit: LogFit, context: FittedLogContext): FittedLog {
  const { files, version, recorded } = context;
  const reason = whyNot(fit, files);
  if (reason !== null) return { scenario: null, reason };
  const { site, facts } = fit;
  const file = recorded?.file ?? null;
  const toMs = facts.traffic.toMs;
  const scenario = fittedScenario(site, { version, files, toMs, recorded: file });
  const load = () => (recorded === null ? null : { file: recorded.file, text: recorded.csv });
  const read = readScenario(scenario, { file: 'the fitted scenario', load, set: [] });
  if (read.ok) return { scenario, reason: null };
  return {
    scenario: null,
    reason: `${files.join(', ')}: what the log shows makes no scenario that holds. Fit another part of it.\n${problemText('the fitted scenario', read.errors)}`,
  };
}

function whyNot({ facts, site, arrivals }: LogFit, files: readonly string[]): string | null {
  if (arrivals.count === 0) return noArrivals(files);
  const { traffic } = facts;
  if (traffic.toMs - site.startsMs + 1000 <= MAX_FIT_MS) return null;
  const { leapLine, leapMs } = traffic.order;
  return `${files.join(', ')}: its lines lie too far apart for one scenario (${logSpan(traffic.fromMs, traffic.toMs)}; at most ${duration(MAX_FIT_MS)}). The longest time without a line, ${duration(leapMs)}, is before line ${leapLine}: is that stamp right? Fit the lines before it or those from it on.`;
}
