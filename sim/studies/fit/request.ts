/**
 * What `fit` does: makes a scenario of a log, or says why there is none. What it writes reads as a
 * scenario and runs.
 */
import { logSpan } from '../../document/log-time.ts';
import { duration } from '../../document/quantity.ts';
import { MAX_FIT_MS, MAX_RECORDED } from '../../maillog/fit/arrivals.ts';
import { FitStudy, type LogFit } from '../../maillog/fit/fit.ts';
import { readScenario } from '../../scenario/read-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { InvalidLog, UsageError } from '../arguments.ts';
import type { LogRequest, LogScenario } from '../definition.ts';
import { noArrivals, refuseWithoutDelivery, requestedLifetime } from '../log-request.ts';
import { problemText } from '../subject.ts';
import { scenarioFile } from './scenario-file.ts';

export const request: LogRequest<LogScenario> = {
  plan: (args) => {
    const lifetimeMs = requestedLifetime(args);
    const file = args.text('recorded');
    return (options) => {
      const into = new FitStudy(options, file !== null);
      return {
        into,
        // biome-ignore lint/correctness/useYield: it is quick.
        *answer({ version, files, refer }) {
          const fit = into.fit(lifetimeMs);
          refuseWithoutDelivery(files, fit.facts.counts);
          const recorded = file === null ? null : { file: refer(file), csv: recordedCsv(fit) };
          const { text } = fittedScenario(fit, { version, files, recorded });
          return { scenario: text, recorded: recorded?.csv ?? null };
        },
      };
    };
  },
};

export interface FitContext {
  readonly version: string;
  /** As the user names them. */
  readonly files: readonly string[];
  /** The arrivals as recorded, and the file that the scenario refers to; null: they are drawn. */
  readonly recorded: { readonly file: string; readonly csv: string } | null;
}

export interface FittedScenario {
  readonly text: string;
  readonly scenario: Scenario;
}

/** Throws InvalidLog where no scenario fits the log. */
export function fittedScenario(fit: LogFit, context: FitContext): FittedScenario {
  const { files, version, recorded } = context;
  const { site, facts } = fit;
  refuseToFit(fit, files);
  const toMs = facts.traffic.toMs;
  const text = scenarioFile(site, { version, files, toMs, recorded: recorded?.file ?? null });
  const load = () => (recorded === null ? null : { file: recorded.file, text: recorded.csv });
  const read = readScenario(text, { file: 'the fitted scenario', load, set: [] });
  if (read.ok) return { text, scenario: read.scenario };
  throw new InvalidLog(
    `${files.join(', ')}: what the log shows makes no scenario that holds. Fit another part of it.\n${problemText('the fitted scenario', read.errors)}`,
  );
}

function refuseToFit({ facts, site, arrivals }: LogFit, files: readonly string[]): void {
  if (arrivals.count === 0) throw new InvalidLog(noArrivals(files));
  const { traffic } = facts;
  if (traffic.toMs - site.startsMs + 1000 <= MAX_FIT_MS) return;
  const { leapLine, leapMs } = traffic.order;
  throw new InvalidLog(
    `${files.join(', ')}: its lines lie too far apart for one scenario (${logSpan(traffic.fromMs, traffic.toMs)}; at most ${duration(MAX_FIT_MS)}). The longest time without a line, ${duration(leapMs)}, is before line ${leapLine}: is that stamp right? Fit the lines before it or those from it on.`,
  );
}

/** The arrivals as a file that a scenario can refer to. */
function recordedCsv({ site, arrivals }: LogFit): string {
  if (arrivals.count > 0 && arrivals.recorded.length === 0) {
    throw new UsageError(
      `--recorded: the log has ${arrivals.count} messages, more than the ${MAX_RECORDED} that a scenario can replay one by one. Leave it out: a rate by time of day stands for them.`,
    );
  }
  // Stamps may go back; recorded arrivals may not.
  const ascending = [...arrivals.recorded].sort(([a], [b]) => a - b);
  const rows = ascending.map(([ms, bytes]) => `${ms - site.startsMs},${bytes}`);
  return `arrival_ms,bytes\n${rows.join('\n')}\n`;
}
