/** What `forecast` does: the state at the end of a log, and what becomes of it. */
import { duration } from '../../document/quantity.ts';
import { FitStudy } from '../../maillog/fit/fit.ts';
import { incidentOf } from '../../maillog/incident.ts';
import type { MailPathInput } from '../../mailpath/input.ts';
import { NUMBERS_NOW } from '../../mailpath/remedies.ts';
import { betweenRunsMs } from '../../mailpath/settings.ts';
import { parseQuantity } from '../../scenario/quantity.ts';
import type { Arguments } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import type { LogFinding, LogRequest, ResultSchema } from '../definition.ts';
import { stampsBackWords } from '../diagnose/unknowns.ts';
import { fittedScenario } from '../fit/request.ts';
import { refuseWithoutDelivery, requestedLifetime } from '../log-request.ts';
import { assumptionLines } from '../subject.ts';
import { forecastReport } from './report.ts';
import { buildForecast, forecastSchema } from './result.ts';
import {
  type Futures,
  fromNow,
  futures,
  type TriedValues,
  triedValues,
  workLimits,
} from './study.ts';

const REPLICATIONS = 39;
const MAX_REPLICATIONS = 999;
/** Nobody runs the queue more often. */
const MIN_INTERVAL_MS = 1000;

export const request: LogRequest<LogFinding> & { readonly schema: ResultSchema } = {
  schema: { title: 'Result of mailpath forecast', of: forecastSchema },
  plan: (args) => {
    const lifetimeMs = requestedLifetime(args);
    const replications = args.whole('replications', 3, MAX_REPLICATIONS) ?? REPLICATIONS;
    const stated = statedValues(args);
    const statedSeed = args.text('seed');
    return (options) => {
      const into = new FitStudy(options, false);
      return {
        into,
        *answer({ version, files, whole }) {
          const fit = into.fit(lifetimeMs);
          const { site, facts, arrivals } = fit;
          refuseWithoutDelivery(files, facts.counts);
          const { scenario } = fittedScenario(fit, { version, files, recorded: null });
          const base = scenario.settings.get('default') as MailPathInput;
          const timeoutMs = base.settings.hostStatusTimeoutMs;
          const incident = incidentOf(facts, arrivals, betweenRunsMs(base.settings), timeoutMs);
          const values = triedValues(base, stated);
          const seed = statedSeed ?? scenario.seed;
          const hosts = site.hosts.map(({ name }) => name);
          const input = fromNow(base, incident, hosts);
          const limits = workLimits(facts.counts.lines, incident.waiting);
          const found = yield* futures({ input, values, seed, replications, limits });
          const stampsBack = stampsBackWords(facts.traffic.order);
          const result = buildForecast(incident, found.commands, {
            version,
            files,
            seed,
            timeoutMs,
            values,
            partial: found.ended !== 'whole' || !whole,
            assumptions: [
              ...ALWAYS_ASSUMED,
              ...fewerReplications(found, replications),
              ...(stampsBack === null ? [] : [stampsBack]),
              ...assumptionLines(scenario),
            ],
          });
          return { json: result, report: forecastReport(result) };
        },
      };
    };
  },
};

const ALWAYS_ASSUMED = [
  'the remote server’s faults of the log are over, except intermittent ones',
  'new mail arrives as in the last hour',
  'the waiting mail is as large as other mail, and came evenly since the oldest of it',
  'what queue runners have taken by now is taken again by the next queue run',
];

function fewerReplications({ commands: [{ runs }], ended }: Futures, requested: number): string[] {
  if (ended !== 'limit') return [];
  return [
    `${runs.length} of ${requested} replications were made: with them the limit of work for a log of this size was reached`,
  ];
}

/** The values that the user states, by the remedy. */
function statedValues(args: Arguments): Partial<TriedValues> {
  return Object.fromEntries(
    NUMBERS_NOW.flatMap(({ id, kind, field, now }) => {
      const value = kind === 'count' ? args.whole(field, 1, now.max) : statedDuration(field, args);
      return value === null ? [] : [[id, value]];
    }),
  );
}

function statedDuration(option: string, args: Arguments): number | null {
  const text = args.text(option);
  if (text === null) return null;
  const quantity = parseQuantity('duration', text);
  if (!(quantity.ok && quantity.value >= MIN_INTERVAL_MS)) {
    throw new UsageError(
      `--${option} ${text}: expected ${duration(MIN_INTERVAL_MS)} or more, such as 1m.`,
    );
  }
  return quantity.value;
}
